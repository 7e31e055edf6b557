//! `examples/workers-before`, whose services log through a package of their own: migrated, stamped, checked by
//! TypeScript and built by wrangler.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use support::Sandbox;

const SERVICES: [&str; 4] = ["http", "coordinator", "executor", "resources"];

/// How many calls of the old logger there are.
const CALLS: usize = 99;

/// A folder of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path).canonicalize().unwrap()
}

/// The example in a folder of its own, with what it needs of the installed packages.
fn example() -> Sandbox {
    let sandbox = Sandbox::new();
    copy(&repository("examples/workers-before"), &sandbox.path("."));
    let modules = repository("tests/migrate_judge").join("node_modules");
    assert!(modules.is_dir(), "the packages are missing: run `cargo xtask setup`");
    fs::create_dir_all(sandbox.path("node_modules/@acme")).unwrap();
    for name in ["@cloudflare", "@types", "drizzle-kit", "drizzle-orm", "hono", "typescript"] {
        link(&modules.join(name), &sandbox.path("node_modules").join(name));
    }
    for name in ["shared", "logger"] {
        let package = sandbox.path("packages").join(name);
        link(&package, &sandbox.path("node_modules/@acme").join(name));
    }
    sandbox
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
    let sandbox = example();
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
    assert_eq!(outcomes, vec![Value::from("rewritten"); CALLS]);
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

    let tools = repository("tests/wrangler").join("node_modules");
    assert!(tools.is_dir(), "wrangler is missing: run `cargo xtask setup`");
    let (newer, wrangler) = (tools.join("node/bin/node"), tools.join("wrangler/bin/wrangler.js"));
    for service in SERVICES {
        node(&sandbox, &newer, service, &wrangler, &["deploy", "--dry-run", "--outdir", "dist"]);
        let bundle = sandbox.read(&format!("services/{service}/dist/{service}.js"));
        assert!(bundle.contains("LOGS.write({"), "{service}");
        assert!(bundle.contains("source_location: \""), "{service}");
    }
}

/// How many lines a service's sources have.
fn stamps(sandbox: &Sandbox, service: &str) -> usize {
    let folder = format!("services/{service}/src");
    let files = sandbox.files(&folder);
    let texts = files.iter().map(|file| sandbox.read(&format!("{folder}/{file}")));
    texts.map(|text| text.matches("source_location:").count()).sum()
}
