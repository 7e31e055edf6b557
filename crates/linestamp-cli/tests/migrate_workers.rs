//! `examples/workers-before`, whose services log through a package of their own: migrated, stamped, checked by
//! TypeScript, built by wrangler and run in workerd.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Map, Value};
use support::Sandbox;

const SERVICES: [&str; 4] = ["http", "coordinator", "executor", "resources"];

/// How many calls of the old logger there are.
const CALLS: usize = 103;

/// What a build writes.
const VERSION: &str = "export const VERSION = 'x';\n";

/// What `linestamp/runtime` exports.
const RUNTIME: &str = "\
import type { Fields, Given, Options } from './runtime/options.ts';
export type { Options };
export declare function context(): Fields;
export declare function traceparent(): string;
export declare function withContext<T>(given: Given, work: () => T): T;
export declare function withLogs<T extends object>(target: T, options?: Options): T;
";

/// A folder of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).canonicalize().unwrap()
}

/// An example in a folder of its own, with what it needs of the installed packages.
fn example(name: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    copy(&repository("examples").join(name), &sandbox.path("."));
    let modules = repository("tests/migrate_judge").join("node_modules");
    assert!(modules.is_dir(), "the packages are missing: run `cargo xtask setup`");
    fs::create_dir_all(sandbox.path("node_modules/@acme")).unwrap();
    for name in ["@cloudflare", "@types", "drizzle-kit", "drizzle-orm", "hono", "typescript"] {
        link(&modules.join(name), &sandbox.path("node_modules").join(name));
    }
    for entry in fs::read_dir(sandbox.path("packages")).unwrap() {
        let package = entry.unwrap();
        link(&package.path(), &sandbox.path("node_modules/@acme").join(package.file_name()));
    }
    runtime(&sandbox);
    sandbox
}

/// `linestamp/runtime` out of its sources; their types are not those of a Worker.
fn runtime(sandbox: &Sandbox) {
    let package = "node_modules/linestamp";
    let sources = repository("crates/linestamp-node/js");
    copy(&sources.join("runtime"), &sandbox.path(package).join("runtime"));
    fs::copy(sources.join("runtime.ts"), sandbox.path(package).join("runtime.ts")).unwrap();
    sandbox.put(&format!("{package}/types.d.ts"), RUNTIME);
    sandbox.put(
        &format!("{package}/package.json"),
        r#"{ "name": "linestamp", "type": "module", "exports": { "./runtime": { "types": "./types.d.ts", "default": "./runtime.ts" } } }"#,
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if ["node_modules", ".wrangler", "dist"].contains(&&*name) {
            continue;
        }
        if entry.path().is_dir() {
            copy(&entry.path(), &to.join(name));
        } else {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

fn link(to: &Path, at: &Path) {
    #[cfg(unix)]
    std::os::unix::fs::symlink(to, at).unwrap();
    #[cfg(windows)]
    std::os::windows::fs::symlink_dir(to, at).unwrap();
}

/// Runs a script of a package in a service's folder, which has to end well.
fn node(sandbox: &Sandbox, node: &Path, service: &str, script: &Path, args: &[&str]) {
    let ran = Command::new(node)
        .arg(script)
        .args(args)
        .current_dir(sandbox.path("services").join(service))
        .envs([("CI", "1"), ("NO_COLOR", "1"), ("WRANGLER_SEND_METRICS", "false")])
        .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
        .env("XDG_CONFIG_HOME", sandbox.path(".config"))
        .output()
        .expect("node is there");
    let said = [ran.stdout, ran.stderr].concat();
    assert!(ran.status.success(), "{service}: {}", String::from_utf8_lossy(&said));
}

/// The files of the project that name a text.
fn naming(sandbox: &Sandbox, text: &str) -> Vec<String> {
    let mut files = sandbox.files(".");
    files.retain(|file| {
        !file.starts_with("node_modules")
            && file != "README.md"
            && sandbox.read(file).contains(text)
    });
    files
}

#[test]
fn a_system_moves_from_its_own_logger() {
    let sandbox = example("workers-before");
    let typescript = sandbox.path("node_modules/typescript/bin/tsc");
    let typecheck = |sandbox: &Sandbox| {
        for service in SERVICES {
            node(sandbox, Path::new("node"), service, &typescript, &["--noEmit", "-p", "."]);
        }
    };
    typecheck(&sandbox);

    let migrate = "migrate services --write --delete-package packages/logger --format json";
    let ran = sandbox.run(migrate).status(0).keeps_quiet_about("not-migrated");
    let objects = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let outcomes: Vec<Value> = objects.filter_map(|row| row.get("outcome").cloned()).collect();
    assert!(outcomes.iter().all(|outcome| outcome == "rewritten"), "{outcomes:?}");
    assert_eq!(outcomes.len(), CALLS);
    assert!(!sandbox.exists("packages/logger"));
    assert_eq!(naming(&sandbox, "acme/logger"), [""; 0]);
    assert_eq!(naming(&sandbox, "packages/logger"), [""; 0]);
    // What `npm install` would do next.
    fs::remove_file(sandbox.path("node_modules/@acme/logger")).unwrap();

    let migrated = sandbox.read("services/http/src/errors.ts");
    sandbox.run("migrate services --write").status(0).says("0 changed");
    assert_eq!(sandbox.read("services/http/src/errors.ts"), migrated);
    sandbox.run("inject services --write").status(0);
    let lines: usize = SERVICES.iter().map(|service| stamps(&sandbox, service)).sum();
    assert_eq!(lines, CALLS);
    typecheck(&sandbox);

    let (newer, wrangler) =
        (tools().join("node/bin/node"), tools().join("wrangler/bin/wrangler.js"));
    for service in SERVICES {
        node(
            &sandbox,
            &newer,
            service,
            &wrangler,
            &["deploy", "--dry-run", "-e", "production", "--outdir", "dist"],
        );
        let bundle = sandbox.read(&format!("services/{service}/dist/{service}.js"));
        assert!(bundle.contains("LOGS.write({"), "{service}");
        assert!(bundle.contains("source_location: \""), "{service}");
    }

    copy(&repository("examples/workers/services/logs"), &sandbox.path("services/logs"));
    sandbox.put("services/logs/src/version.ts", VERSION);
    let migrated = records(&sandbox);
    assert_eq!(events(&migrated), events(&records(&finished())));
    for record in &migrated {
        let line = record["source_location"].as_str().unwrap_or_default();
        assert!(line.contains(".ts:"), "{record}");
    }
}

/// The system that writes records of its own accord, as it is before it is stamped.
fn finished() -> Sandbox {
    let sandbox = example("workers");
    sandbox.put("packages/shared/src/version.ts", VERSION);
    sandbox.put("services/logs/src/version.ts", VERSION);
    let resources = "services/resources/wrangler.jsonc";
    let stamping = sandbox.read(resources);
    let own: Vec<&str> = stamping.lines().filter(|line| !line.contains("\"build\":")).collect();
    sandbox.put(resources, own.join("\n").replace(".linestamp/", "src/"));
    sandbox
}

/// The packages with wrangler in them.
fn tools() -> PathBuf {
    let tools = repository("tests/wrangler").join("node_modules");
    assert!(tools.is_dir(), "wrangler is missing: run `cargo xtask setup`");
    tools
}

/// What the logs service has when the Workers have done some work.
fn records(sandbox: &Sandbox) -> Vec<Value> {
    let (script, answer) = (repository("tests/migrate_judge/run-workers.mjs"), "answer.json");
    let paths = [sandbox.path("."), tools(), sandbox.path(answer)];
    let paths: Vec<&str> = paths.iter().map(|path| path.to_str().unwrap()).collect();
    node(sandbox, &tools().join("node/bin/node"), "http", &script, &paths);
    serde_json::from_str(&sandbox.read(answer)).unwrap()
}

/// The events of some work with the names of their fields, without what differs from run to run: ids, numbers, and
/// what was slow.
fn events(records: &[Value]) -> BTreeSet<String> {
    let told = |record: &Value| {
        let text = |column: &str| record[column].as_str().unwrap_or_default().to_owned();
        let message: Vec<String> = text("message").split(' ').map(plain).collect();
        let message = message.join(" ");
        let fields: Value = serde_json::from_str(&text("metadata")).unwrap_or_default();
        let names: BTreeSet<&String> = fields.as_object().into_iter().flat_map(Map::keys).collect();
        format!("{} {} {}: {message} {names:?}", text("service"), text("level"), text("event_type"))
    };
    let depends_on_time = |event: &String| event.contains("_slow:") || event.contains("_retried:");
    records.iter().map(told).filter(|event| !depends_on_time(event)).collect()
}

/// A word of a message without ids, and with 0 for each number.
fn plain(word: &str) -> String {
    if let Some((path, _)) = word.split_once("/tasks/") {
        return format!("{path}/tasks/ID");
    }
    if word.matches('-').count() == 4 {
        return "ID".to_owned();
    }
    let mut plain = String::new();
    for c in word.chars() {
        match c {
            '0'..='9' if plain.ends_with('0') => {}
            '0'..='9' => plain.push('0'),
            c => plain.push(c),
        }
    }
    plain
}

/// How many lines a service's sources have.
fn stamps(sandbox: &Sandbox, service: &str) -> usize {
    let folder = format!("services/{service}/src");
    let files = sandbox.files(&folder);
    let texts = files.iter().map(|file| sandbox.read(&format!("{folder}/{file}")));
    texts.map(|text| text.matches("source_location:").count()).sum()
}
