//! `inject --wrangler`: the copy that wrangler builds from, and what it refuses. That wrangler builds
//! from it is tested in `tests/wrangler`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, Ran, STAMPED, Sandbox};

const COMMAND: &str = "inject src --out-dir .linestamp --wrangler";

/// A wrangler configuration with more keys.
fn config(more: &str) -> String {
    format!(
        "{{\n  // the service\n  \"main\": \".linestamp/a.ts\",\n  \"build\": {{ \"command\": \
         \"npx linestamp {COMMAND}\" }},\n  {more}\n}}\n"
    )
}

/// A project with a service, and files more.
fn project(more: &[(&str, &str)]) -> Sandbox {
    let sandbox = Sandbox::with(&[
        ("linestamp.toml", ""),
        ("services/a/wrangler.jsonc", &config("")),
        ("services/a/package.json", r#"{ "name": "@acme/a" }"#),
        ("services/a/src/a.ts", CALL),
    ]);
    more.iter().for_each(|(path, text)| sandbox.put(path, text));
    sandbox
}

fn run(sandbox: &Sandbox) -> Ran {
    sandbox.run_in("services/a", COMMAND)
}

/// The first stamped line of a text; the map behind it is looked at elsewhere.
fn code(sandbox: &Sandbox, path: &str) -> String {
    let text = sandbox.read(path);
    text[..text.find("//# sourceMappingURL=data:").unwrap()].to_owned()
}

#[test]
fn the_copy_is_found_from_any_folder() {
    for folder in ["services/a", "services/a/src", "services/a/src/deep", ".", "services/b"] {
        let sandbox = project(&[("services/a/src/deep/x.ts", "export {}\n"), ("services/b/x", "")]);
        let said = sandbox.run_in(folder, COMMAND).status(0);
        said.says(".linestamp: 1 record stamped, from ");
        assert_eq!(code(&sandbox, "services/a/.linestamp/a.ts"), STAMPED, "{folder}");
    }
    let sandbox = project(&[]);
    let by_path = "inject services/a/src --out-dir services/a/.linestamp --wrangler";
    sandbox.run(by_path).status(0);
    assert_eq!(code(&sandbox, "services/a/.linestamp/a.ts"), STAMPED);
    sandbox.put("else/where/x", "");
    std::fs::remove_file(sandbox.path("services/a/wrangler.jsonc")).unwrap();
    sandbox.run_in("else/where", COMMAND).status(2).complains("no wrangler configuration");
}

#[test]
fn a_command_means_every_service_that_has_it() {
    let toml = "main = \".linestamp/a.ts\"\n[build]\ncommand = \"npx linestamp inject src \
                --out-dir=.linestamp --wrangler\"\n";
    let other = toml.replace("linestamp inject", "other inject").replace("--wrangler", "");
    let sandbox = project(&[
        ("services/b/wrangler.toml", toml),
        ("services/b/src/a.ts", CALL),
        ("services/c/wrangler.toml", &other),
        ("services/c/src/a.ts", CALL),
    ]);
    run(&sandbox).status(0).says(".linestamp: 1").says("../b/.linestamp: 1");
    assert_eq!(code(&sandbox, "services/b/.linestamp/a.ts"), STAMPED);
    assert!(!sandbox.exists("services/c/.linestamp"));
}

#[test]
fn several_at_once_do_not_disturb_each_other() {
    let sandbox = project(&[]);
    for index in 0..40 {
        sandbox.put(&format!("services/a/src/d{index}/a.ts"), CALL);
    }
    let start = |_| {
        let mut command = std::process::Command::new(support::binary());
        command.current_dir(sandbox.path("services/a")).args(COMMAND.split(' '));
        command.stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let started: Vec<_> = (0..6).map(start).collect();
    for mut child in started {
        assert!(child.wait().unwrap().success());
    }
    for index in 0..40 {
        assert_eq!(code(&sandbox, &format!("services/a/.linestamp/d{index}/a.ts")), STAMPED);
    }
}

#[test]
fn only_changed_files_are_written_and_tests_stay_out() {
    let sandbox = project(&[
        ("services/a/src/b.ts", "export const b = 1\n"),
        ("services/a/src/a.test.ts", CALL),
        ("services/a/src/__tests__/help.ts", CALL),
        ("services/a/src/text.sql", "select 1;\n"),
    ]);
    run(&sandbox).status(0);
    let files = [".linestamp-lock", ".linestamp-manifest.json", "a.ts", "b.ts", "text.sql"];
    assert_eq!(sandbox.files("services/a/.linestamp"), files);
    let time = |name: &str| {
        let path = sandbox.path(&format!("services/a/.linestamp/{name}"));
        std::fs::metadata(path).unwrap().modified().unwrap()
    };
    let before = files.map(time);
    sandbox.put("services/a/src/b.ts", "export const b = 2\n");
    run(&sandbox).status(0);
    for (name, before) in files.iter().zip(before) {
        assert_eq!(time(name) == before, *name != "b.ts", "{name}");
    }
}

#[test]
fn every_file_has_a_map_that_names_its_original() {
    let sandbox = project(&[("services/a/src/deep/b.ts", "export const b = 1\n")]);
    run(&sandbox).status(0);
    for (copy, original) in [("a.ts", "../src/a.ts"), ("deep/b.ts", "../../src/deep/b.ts")] {
        let text = sandbox.read(&format!("services/a/.linestamp/{copy}"));
        let (_, url) = text.split_once("//# sourceMappingURL=").unwrap();
        let map =
            linestamp_transform::built::SourceMap::from_data_url(url.trim()).unwrap().unwrap();
        let content =
            sandbox.read(&format!("services/a/src/{}", original.rsplit_once("src/").unwrap().1));
        let sources: Vec<_> = map.sources().collect();
        assert_eq!(sources, [(original, Some(&*content))]);
    }
}

#[test]
fn a_configuration_that_leads_past_the_copy_is_refused() {
    for (more, message, help) in [
        (r#""main": "src/a.ts""#, "`main` is src/a.ts", r#"set `main` to ".linestamp/a.ts""#),
        (r#""main": "x/a.ts""#, "`main` is x/a.ts", "name a file in .linestamp"),
        (
            r#""env": { "live": { "main": "src/a.ts" } }"#,
            "env.live: `main` is src/a.ts",
            r#"set `main` to ".linestamp/a.ts""#,
        ),
        (
            r#""tsconfig": "./tsconfig.worker.json""#,
            "`tsconfig` is ./tsconfig.worker.json",
            r#"set it to ".linestamp/tsconfig.worker.json""#,
        ),
        (r#""tsconfig": "../base.json""#, "`tsconfig` is ../base.json", "take it out, or put"),
        (
            r#""build": { "command": "x", "watch_dir": "." }"#,
            "`watch_dir` holds the copy",
            r#"set `watch_dir` of `build` to "src""#,
        ),
        (
            r#""build": { "command": "x", "watch_dir": ["lib"] }"#,
            "`watch_dir` leaves the sources out",
            r#"to "src""#,
        ),
    ] {
        let sandbox = project(&[("services/a/wrangler.jsonc", &config(more))]);
        run(&sandbox).status(2).says(message).says(help).says("wrangler.jsonc");
    }
    let sandbox = project(&[("services/a/wrangler.jsonc", "{ \"name\": \"a\" }")]);
    run(&sandbox).status(2).says("there is no `main`").says("wrangler.jsonc");
}

#[test]
fn a_tsconfig_in_the_copy_extends_the_one_beside_the_sources() {
    let named = r#""tsconfig": ".linestamp/tsconfig.worker.json""#;
    let sandbox = project(&[
        ("services/a/wrangler.jsonc", &config(named)),
        ("services/a/tsconfig.worker.json", r#"{ "compilerOptions": { "jsx": "react" } }"#),
    ]);
    run(&sandbox).status(0);
    let text = sandbox.read("services/a/.linestamp/tsconfig.worker.json");
    assert!(text.contains(r#""extends": "../tsconfig.worker.json""#), "{text}");
    std::fs::remove_file(sandbox.path("services/a/tsconfig.worker.json")).unwrap();
    run(&sandbox).status(2).complains("no tsconfig.worker.json to extend");
}

#[test]
fn imports_by_other_names_lead_into_the_copy() {
    let base = r#"{ "compilerOptions": { "baseUrl": ".", "paths": { "~/*": ["./*"] } } }"#;
    let sandbox = project(&[
        (
            "base.json",
            r#"{ "compilerOptions": { "paths": { "@l/*": ["${configDir}/src/l/*"] } } }"#,
        ),
        ("services/a/tsconfig.json", r#"{ "extends": "../../base", /* all */ }"#),
        (
            "services/a/package.json",
            r##"{
            "name": "@acme/a",
            "imports": { "#l/*": { "node": "./x.js", "workerd": "./src/l/*.ts" } },
            "exports": { "./l/*": "./src/l/*.ts" }
        }"##,
        ),
        ("services/a/src/l/x.ts", CALL),
        ("services/a/src/l/y.ts", CALL),
        ("services/a/src/l/z.js", CALL),
        (
            "services/a/src/a.ts",
            "import '@l/x'\nimport '#l/y'\nimport '@acme/a/l/y'\nimport './l/z.js'\n",
        ),
    ]);
    run(&sandbox).status(0).says("3 records stamped");
    let text = sandbox.read("services/a/.linestamp/tsconfig.json");
    for part in
        [r#""./l/*""#, r##""#l/*""##, r#""@acme/a/l/*""#, r#""extends": "../tsconfig.json""#]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    sandbox.put("services/a/tsconfig.json", base);
    sandbox.put("services/a/src/a.ts", "import '~/src/l/x'\nimport 'src/l/y'\n");
    run(&sandbox).status(0);
    let text = sandbox.read("services/a/.linestamp/tsconfig.json");
    assert!(text.contains(r#""baseUrl": "..""#) && text.contains(r#""~/src/*""#), "{text}");
}

#[test]
fn what_wrangler_would_take_unstamped_is_an_error() {
    let alias = config(r#""alias": { "logger": "./src/l.ts" }"#);
    let sandbox = project(&[
        ("services/a/wrangler.jsonc", &alias),
        ("services/a/src/l.ts", CALL),
        ("services/a/src/a.ts", "import 'logger'\n"),
    ]);
    let said = run(&sandbox).status(2).says("`logger` leads to the sources").says("src/a.ts:1:8");
    said.says("has to name the copy's file");
    sandbox.put("services/a/wrangler.jsonc", alias.replace("./src/l.ts", "./.linestamp/l.ts"));
    run(&sandbox).status(0);
    // Out of the sources and back in.
    sandbox.put("services/a/src/a.ts", "export * from '../src/l'\n");
    run(&sandbox).status(2).says("`../src/l` leads to the sources");
    // Ignored, so that nothing stamps it.
    sandbox.put("services/a/src/a.ts", "const l = await import('./l')\n");
    sandbox.put("services/a/src/.gitignore", "l.ts\n");
    run(&sandbox).status(2).says("stays without a stamp").says("an ignore file keeps it");
    sandbox.put("linestamp.toml", "exclude = [\"l.ts\"]\n");
    run(&sandbox).status(0);
}

#[cfg(unix)]
#[test]
fn a_linked_package_that_logs_is_an_error() {
    let sandbox = project(&[
        ("shared/package.json", r#"{ "name": "@acme/shared", "exports": { ".": "./src/i.ts" } }"#),
        ("shared/src/i.ts", "export * from './log'\n"),
        ("shared/src/log.ts", CALL),
        ("services/a/src/a.ts", "import { run } from '@acme/shared'\nrun(1)\n"),
        ("node_modules/@acme/x", ""),
    ]);
    std::os::unix::fs::symlink("../../shared", sandbox.path("node_modules/@acme/shared")).unwrap();
    run(&sandbox).status(2).says("shared/src/log.ts:2:12").says("linestamp run -- wrangler");
    // Types alone load nothing.
    sandbox.put("services/a/src/a.ts", "import type { run } from '@acme/shared'\n");
    run(&sandbox).status(0);
    // A package may offer a stamped copy of its own.
    sandbox.put("services/a/src/a.ts", "import { run } from '@acme/shared'\nrun(1)\n");
    sandbox.run_in("shared", "inject src --out-dir stamped").status(0);
    let stamped = r#"{ "name": "@acme/shared", "exports": { ".": "./stamped/i.ts" } }"#;
    sandbox.put("shared/package.json", stamped);
    run(&sandbox).status(0);
}

#[test]
fn the_command_line_is_checked() {
    let sandbox = project(&[]);
    let fails = |args: &str, part: &str| {
        sandbox.run_in("services/a", args).status(2).complains(part);
    };
    fails("inject --out-dir .linestamp --wrangler", "takes one PATH");
    fails("inject src x --out-dir .linestamp --wrangler", "takes one PATH");
    fails("inject src --wrangler", "--out-dir");
    fails("inject src --out-dir .linestamp --wrangler --watch", "--watch");
    fails("inject src --out-dir .linestamp --wrangler --source-map none", "--source-map");
    fails("inject src --out-dir dist/copy --wrangler", "has to lie beside the sources");
    fails("inject src --out-dir src --wrangler", "has to lie beside the sources");
    fails("inject lib --out-dir .linestamp --wrangler", "there is no folder lib");
    sandbox.put("services/a/wrangler.jsonc", "{");
    fails(COMMAND, "wrangler's configuration cannot be read");
}

#[test]
fn switched_off_it_copies() {
    let sandbox = project(&[]);
    let mut command = sandbox.command();
    command.current_dir(sandbox.path("services/a")).env("LINESTAMP", "off");
    Ran::from(command.args(COMMAND.split(' ')).output().unwrap()).status(0);
    assert_eq!(sandbox.read("services/a/.linestamp/a.ts"), CALL);
}
