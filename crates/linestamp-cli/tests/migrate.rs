//! `linestamp migrate` over files: the patch, the files themselves, the reports.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use serde_json::Value;
use support::Sandbox;

const OLD: &str = "import { logger } from './logger'\n\nexport function run(env, id) {\n  \
                   logger.info('Task started', { id })\n}\n";
const NEW: &str = "export function run(env, id) {\n  \
                   env.LOGS.write({ level: 'info', message: 'Task started', metadata: { id } })\n}\n";

/// A call that is left alone, since nothing shows what it is.
const UNCLEAR: &str = "export function stop(log) {\n  log.warn('Task stopped')\n}\n";

fn project() -> Sandbox {
    Sandbox::with(&[("src/run.ts", OLD), ("src/stop.ts", UNCLEAR)])
}

#[test]
fn without_write_there_is_a_patch_and_nothing_else() {
    let sandbox = project();
    let ran = sandbox.run("migrate src").status(0);
    let ran = ran.says("--- a/src/run.ts\n+++ b/src/run.ts\n");
    let ran = ran.says("-  logger.info('Task started', { id })\n");
    let ran = ran.complains("warning[not-migrated]: left as it is: nothing in this file shows");
    let ran = ran.complains(" --> src/stop.ts:2:3");
    let ran = ran.complains("1 rewritten").complains("1 reported").complains("Use --write");
    assert_eq!(sandbox.read("src/run.ts"), OLD);

    sandbox.put("run.patch", &ran.out);
    let done = std::process::Command::new("git")
        .args(["apply", "run.patch"])
        .current_dir(sandbox.path("."))
        .status()
        .expect("git is there");
    assert!(done.success(), "{}", ran.out);
    assert_eq!(sandbox.read("src/run.ts"), NEW);
}

#[test]
fn files_are_rewritten_once() {
    let sandbox = project();
    let ran = sandbox.run("migrate src --write --verbose").status(0);
    ran.says("1 changed").says("changed src/run.ts").says("1 rewritten");
    assert_eq!(sandbox.read("src/run.ts"), NEW);
    assert_eq!(sandbox.read("src/stop.ts"), UNCLEAR);
    let again = sandbox.run("migrate src --write").status(0);
    again.says("0 changed").keeps_quiet_about("rewritten");
    assert_eq!(sandbox.read("src/run.ts"), NEW);
    // What it writes is what the injector stamps.
    sandbox.run("inject src --write").status(0);
    assert!(sandbox.read("src/run.ts").contains("source_location: 'run.ts:2'"));
}

#[test]
fn every_call_is_an_object_on_a_line() {
    let sandbox = project();
    sandbox.put("src/broken.ts", "logger.info(");
    let ran = sandbox.run("migrate src --format json").status(2);
    let lines: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines[0]["diagnostic"]["code"], "syntax");
    assert_eq!(
        lines[1],
        serde_json::json!({
            "path": "src/run.ts", "line": 4, "column": 3, "logger": "local",
            "outcome": "rewritten", "reason": null, "help": null,
        })
    );
    assert_eq!(lines[2]["outcome"], "reported");
    assert_eq!(lines[3]["diagnostic"]["code"], "not-migrated");
    assert_eq!(lines.len(), 4, "{}", ran.out);
    assert_eq!(sandbox.read("src/run.ts"), OLD);
}

#[test]
fn services_get_what_is_left_to_do() {
    let sandbox = project();
    let ran = sandbox.run("migrate src --format sarif").status(0);
    let log: Value = serde_json::from_str(&ran.out).unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results.len(), 1);
    assert_eq!(results[0]["ruleId"], "not-migrated");
    let ran = sandbox.run("migrate src --format github").status(0);
    ran.says("::warning file=src/stop.ts,line=2,col=3,").says("title=linestamp(not-migrated)::");
}

#[test]
fn what_is_rewritten_is_configured_and_the_command_line_wins() {
    let sandbox = project();
    sandbox.put(
        "linestamp.toml",
        "[migrate]\nfrom = ['@acme/telemetry']\ncolumns = { id = 'request_id' }\n",
    );
    sandbox.run("migrate src --write").status(0).says("0 changed");
    sandbox.run("migrate src --write --from ./logger").status(0).says("1 changed");
    assert!(sandbox.read("src/run.ts").contains("request_id: id"));

    sandbox.put("src/run.ts", OLD);
    sandbox
        .run("migrate src --logger pino,console --from ./logger")
        .status(0)
        .complains("2 reported");
    sandbox.put(
        "src/load.ts",
        "import { logger } from './logger'\nexport const load = () => {\n  logger.info('x')\n}\n",
    );
    sandbox.run("migrate src/load.ts --from ./logger").status(0).complains("--add-import");
    sandbox.run("migrate src/load.ts --from ./logger --add-import --write").status(0);
    assert!(sandbox.read("src/load.ts").starts_with("import { env } from 'cloudflare:workers'\n"));
}

#[test]
fn a_logger_that_is_not_known_gets_a_rule() {
    let sandbox = Sandbox::with(&[
        (
            "linestamp.toml",
            "[[migrate.logger]]\nname = \"audit\"\nfrom = [\"@acme/audit\"]\n\
             exports = { audit = \"logger\" }\n\
             arguments = [[\"event_type\", \"message\", \"metadata\"]]\n",
        ),
        (
            "src/run.ts",
            "import { audit } from '@acme/audit'\n\nexport function run(env, id) {\n  \
             audit.info('task_started', 'Task started', { id })\n}\n",
        ),
    ]);
    let ran = sandbox.run("migrate src --write --format json").status(0);
    ran.says("\"logger\":\"audit\",\"outcome\":\"rewritten\"");
    let event = "level: 'info',\n    event_type: 'task_started',\n    message: 'Task started',\n";
    assert!(sandbox.read("src/run.ts").contains(event), "{}", sandbox.read("src/run.ts"));
    sandbox.run("migrate src --logger console").status(0);
    let refused = sandbox.run("migrate src --logger audits").status(2);
    refused.complains("known are audit, console, pino, winston, bunyan, consola, local");
}

#[test]
fn what_cannot_be_used_is_refused_with_the_remedy() {
    let sandbox = project();
    let ran = sandbox.run("migrate src --logger log4js --write").status(2);
    ran.complains("no rule for \"log4js\"").complains("help: known are console, pino");
    sandbox.run("migrate missing").status(2).complains("cannot open the path");
    sandbox.put("linestamp.toml", "[migrate]\nlevels = { audit = 'loud' }\n");
    sandbox.run("migrate src").status(2).complains("there is no level \"loud\"");
    sandbox.put("linestamp.toml", "[migrate]\nlevel = {}\n");
    sandbox.run("migrate src").status(2).complains("level").complains("levels");
    assert_eq!(sandbox.read("src/run.ts"), OLD);
}

#[test]
fn a_file_that_is_no_text_is_left_alone() {
    let sandbox = project();
    sandbox.put("src/odd.js", b"logger.info('\xff')");
    sandbox.run("migrate src --write").status(2).says("error[not-utf8]").says("1 changed");
    assert_eq!(sandbox.read("src/run.ts"), NEW);
}

/// A monorepo with its own logger, which two services use; one of them has pino too.
fn monorepo() -> Sandbox {
    let service = "import { logger } from '@acme/logger';\n\nexport default {\n  fetch(request, env) {\n    \
                   logger.info('Asked', { url: request.url });\n    return new Response('ok');\n  },\n};\n";
    Sandbox::with(&[
        ("linestamp.toml", ""),
        (
            "package.json",
            "{\n  \"name\": \"acme\",\n  \"workspaces\": [\"services/*\", \"packages/logger\"]\n}\n",
        ),
        (
            "package-lock.json",
            "{ \"packages\": { \"packages/logger\": { \"name\": \"@acme/logger\" } } }\n",
        ),
        (
            "tsconfig.json",
            "{\n  // All.\n  \"references\": [{ \"path\": \"services/http\" }, { \"path\": \"packages/logger\" }]\n}\n",
        ),
        (
            "packages/logger/package.json",
            "{ \"name\": \"@acme/logger\", \"main\": \"src/index.ts\" }\n",
        ),
        (
            "packages/logger/src/index.ts",
            "export const logger = { info: (...all) => console.log(...all) };\n",
        ),
        (
            "services/http/package.json",
            "{\n  \"name\": \"http\",\n  \"dependencies\": {\n    \"@acme/logger\": \"*\",\n    \"hono\": \"4\"\n  }\n}\n",
        ),
        ("services/http/src/index.ts", service),
        (
            "services/jobs/package.json",
            "{\n  \"name\": \"jobs\",\n  \"dependencies\": { \"@acme/logger\": \"*\", \"pino\": \"10\" }\n}\n",
        ),
        ("services/jobs/src/index.ts", service),
        (
            "services/jobs/src/pino.ts",
            "import pino from 'pino';\nconst log = pino();\nexport const run = (env: Env) => {\n  log.info('x');\n};\n",
        ),
    ])
}

#[test]
fn dependencies_that_nothing_needs_any_more_go() {
    let sandbox = monorepo();
    let ran = sandbox.run("migrate services --format json").status(0);
    let ran = ran.says("\"code\":\"stale-lock\"").says("run `npm install`");
    ran.keeps_quiet_about("still-used");
    let ran = sandbox.run("migrate services").status(0).says("--- a/services/http/package.json");
    ran.says("-    \"@acme/logger\": \"*\",\n");
    assert!(sandbox.read("services/http/package.json").contains("logger"));

    sandbox.run("migrate services --write").status(0).says("help: run `npm install`");
    assert_eq!(
        sandbox.read("services/http/package.json"),
        "{\n  \"name\": \"http\",\n  \"dependencies\": {\n    \"hono\": \"4\"\n  }\n}\n"
    );
    assert_eq!(sandbox.read("services/jobs/package.json"), "{\n  \"name\": \"jobs\"\n}\n");
    // What nobody asked for stays.
    assert!(sandbox.exists("packages/logger/src/index.ts"));
    let again = sandbox.run("migrate services --write").status(0).says("0 changed");
    again.keeps_quiet_about("stale-lock");
}

#[test]
fn a_dependency_that_is_still_named_stays() {
    let sandbox = monorepo();
    sandbox.put("services/jobs/src/other.ts", "export const load = () => import('pino');\n");
    sandbox.put("services/http/vitest.config.ts", "export default { mock: \"@acme/logger\" };\n");
    let ran = sandbox.run("migrate services --write").status(0).says("warning[still-used]");
    ran.says("services/jobs/src/other.ts").says("services/http/vitest.config.ts");
    assert!(sandbox.read("services/http/package.json").contains("@acme/logger"));
    let jobs = sandbox.read("services/jobs/package.json");
    assert!(jobs.contains("pino") && !jobs.contains("@acme/logger"), "{jobs}");
}

/// What a file takes from a package besides its main module is a use, in a dry run too.
#[test]
fn a_path_into_a_package_names_it() {
    let sandbox = monorepo();
    let text = sandbox.read("services/jobs/src/pino.ts");
    sandbox.put(
        "services/jobs/src/pino.ts",
        format!("import transport from 'pino/file';\n{text}export const all = [transport];\n"),
    );
    let ran = sandbox.run("migrate services").status(0).keeps_quiet_about("-    \"pino\"");
    ran.says("--- a/services/jobs/src/pino.ts");
    sandbox.run("migrate services --write").status(0);
    let jobs = sandbox.read("services/jobs/package.json");
    assert!(jobs.contains("pino") && !jobs.contains("@acme/logger"), "{jobs}");
}

#[test]
fn a_logger_that_nothing_shows_may_be_assumed() {
    let sandbox = project();
    sandbox.put(
        "src/stop.ts",
        "export function stop(env, log) {\n  log.warn({ a: 1 }, 'Task %s stopped', 7)\n}\n",
    );
    sandbox.run("migrate src/stop.ts --write").status(0).says("0 changed");
    sandbox
        .run("migrate src/stop.ts --write --assume log4js")
        .status(2)
        .complains("migrate.assume");
    sandbox.run("migrate src/stop.ts --write --assume pino").status(0).says("1 changed");
    assert!(sandbox.read("src/stop.ts").contains("message: `Task ${7} stopped`"));
}

#[test]
fn the_package_of_the_old_logger_goes_with_all_that_refers_to_it() {
    let sandbox = monorepo();
    let before = sandbox.files(".");
    let ran = sandbox.run("migrate services --delete-package packages/logger").status(0);
    let ran = ran.says("--- a/package.json").says("--- a/tsconfig.json");
    ran.complains("the package would be deleted").complains("packages/logger");
    assert_eq!(sandbox.files("."), before);

    sandbox.run("migrate services --delete-package packages/logger --write").status(0);
    let left: Vec<String> =
        sandbox.files(".").into_iter().filter(|file| file.contains("logger")).collect();
    assert!(left.is_empty(), "{left:?}");
    assert_eq!(
        sandbox.read("package.json"),
        "{\n  \"name\": \"acme\",\n  \"workspaces\": [\"services/*\"]\n}\n"
    );
    assert_eq!(
        sandbox.read("tsconfig.json"),
        "{\n  // All.\n  \"references\": [{ \"path\": \"services/http\" }]\n}\n"
    );
    let naming =
        sandbox.files(".").into_iter().filter(|file| sandbox.read(file).contains("@acme/logger"));
    assert_eq!(naming.collect::<Vec<_>>(), ["package-lock.json"]);
}

/// The same where pnpm says what the workspaces are, and `paths` where the package is.
#[test]
fn a_package_goes_from_the_workspaces_of_pnpm_and_from_paths() {
    let sandbox = monorepo();
    sandbox.put("package.json", "{ \"name\": \"acme\" }\n");
    std::fs::remove_file(sandbox.path("package-lock.json")).unwrap();
    sandbox.put("pnpm-lock.yaml", "");
    sandbox.put(
        "pnpm-workspace.yaml",
        "packages:\n  # All services.\n  - 'services/*'\n  - packages/logger\n  - \"packages/other\" # kept\n",
    );
    sandbox.put(
        "services/http/tsconfig.json",
        "{\n  \"references\": [{ \"path\": \"../../packages/logger\" }],\n  \"compilerOptions\": {\n    \
         \"paths\": {\n      \"@acme/logger\": [\"../../packages/logger/src/index.ts\"],\n      \"@/*\": [\"./*\"]\n    }\n  }\n}\n",
    );
    let ran = sandbox.run("migrate services --delete-package packages/logger --write").status(0);
    ran.says("help: run `pnpm install`");
    assert!(!sandbox.exists("packages/logger"));
    assert_eq!(
        sandbox.read("pnpm-workspace.yaml"),
        "packages:\n  # All services.\n  - 'services/*'\n  - \"packages/other\" # kept\n"
    );
    assert_eq!(
        sandbox.read("services/http/tsconfig.json"),
        "{\n  \"references\": [],\n  \"compilerOptions\": {\n    \"paths\": {\n      \"@/*\": [\"./*\"]\n    }\n  }\n}\n"
    );
}

#[test]
fn a_package_that_is_still_used_stays_whole() {
    let sandbox = monorepo();
    for (file, text) in [
        ("services/http/src/other.ts", "export { logger } from '@acme/logger';\n"),
        (
            "services/http/src/other.ts",
            "import { logger } from '../../../packages/logger/src';\nlogger.info('x');\n",
        ),
    ] {
        sandbox.put(file, text);
        let ran =
            sandbox.run("migrate services --delete-package packages/logger --write").status(2);
        ran.says("error[still-used]").says("services/http/src/other.ts");
        assert!(sandbox.exists("packages/logger/src/index.ts"));
        assert!(sandbox.read("package.json").contains("packages/logger"));
    }
    for folder in [".", "services", "missing", "/"] {
        let ran =
            sandbox.run(&format!("migrate services --write --delete-package {folder}")).status(2);
        ran.complains("cannot delete the package");
    }
    assert!(sandbox.exists("services/http/src/index.ts"));
}
