//! `init`, `completions`, `man`, `schema`, `--version`, `--help`.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, Sandbox};

#[test]
fn init_writes_a_configuration_that_works() {
    let sandbox = Sandbox::with(&[("a.ts", CALL), ("package.json", r#"{"name": "@acme/app"}"#)]);
    sandbox.run("init").status(0).says("wrote").says("env.LOGS.write");
    assert!(sandbox.read("linestamp.toml").contains("# Project: @acme/app"));
    sandbox.run("inject").status(0).says("1 stamped");
    sandbox.run("init").status(2).complains("there is a configuration already");
    sandbox.run("init nowhere").status(2).complains("no such folder");
}

#[test]
fn init_finds_bindings_in_every_form_of_wrangler_file() {
    let sandbox = Sandbox::with(&[
        (
            "services/a/wrangler.jsonc",
            "{\n  // where logs go\n  \"services\": [{ \"binding\": \"AUDIT_LOG\", \"service\": \"x\" }, \
             { \"binding\": \"LOGIN\", \"service\": \"y\" },],\n}",
        ),
        ("services/b/wrangler.toml", "[[services]]\nbinding = 'LOGGER'\nservice = 'logs'\n"),
        (
            "services/c/wrangler.json",
            r#"{"env": {"production": {"services": [{"binding": "LOGS"}]}}}"#,
        ),
        (
            "services/c/a.ts",
            "env.AUDIT_LOG.write({});\nenv.LOGGER.write({});\nenv.LOGS.write({});\n",
        ),
    ]);
    sandbox.run("init").status(0).says("bindings found: AUDIT_LOG, LOGGER, LOGS");
    assert!(!sandbox.read("linestamp.toml").contains("LOGIN"));
    sandbox.run("inject").status(0).says("3 stamped");
}

#[test]
fn completions_and_pages_come_from_the_definitions() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        sandbox.run(&format!("completions {shell}")).status(0).says("out-dir");
    }
    sandbox.run("completions tcsh").status(2);
    sandbox.run("man").status(0).says(".TH linestamp");
    sandbox.run("man inject").status(0).says("out\\-dir");
    sandbox.run("man nothing").status(2).complains("known are inject, strip");
}

#[test]
fn the_schema_of_the_configuration_knows_every_key() {
    let ran = Sandbox::new().run("schema config").status(0);
    let schema: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    for key in ["extends", "root", "fields", "target", "include", "exclude", "ext", "source-map"] {
        assert!(schema["properties"][key]["description"].is_string(), "{key}");
    }
    assert_eq!(schema["additionalProperties"], false);
}

#[test]
fn the_schema_of_the_record_comes_in_each_dialect() {
    let sandbox = Sandbox::new();
    for (dialect, part) in [
        ("drizzle", "index('logs_trace_id').on(table.trace_id)"),
        ("sqlite", "id text PRIMARY KEY NOT NULL"),
        ("d1", "id text PRIMARY KEY NOT NULL"),
        ("postgres", "metadata jsonb"),
        ("clickhouse", "ENGINE = MergeTree()"),
        ("typescript", "export type Level = 'error' | 'warn' | 'info' | 'debug';"),
        ("json-schema", "\"$schema\": \"https://json-schema.org/draft/2020-12/schema\""),
        ("opentelemetry", "\"resource\": \"service.name\""),
        ("elasticsearch", "\"index_patterns\""),
        ("opensearch", "\"type\": \"flat_object\""),
    ] {
        let ran = sandbox.run(&format!("schema {dialect}")).status(0).says(part);
        assert!(ran.out.contains("source_location"), "{dialect}");
        assert!(ran.out.ends_with('\n') && !ran.out.ends_with("\n\n"), "{dialect}");
    }
    let composite = "PRIMARY KEY (workspace_id, id)";
    sandbox.run("schema sqlite --key workspace").status(0).says(composite);
    sandbox.run("schema sqlite").status(0).keeps_quiet_about(composite);
    // What is written is what the library gives: a copy in a project can be compared with it.
    let drizzle = sandbox.run("schema drizzle").status(0).out;
    assert_eq!(drizzle, linestamp_schema::Dialect::Drizzle.render(linestamp_schema::Key::Id));
}

#[test]
fn an_unknown_dialect_is_refused_with_those_that_there_are() {
    let sandbox = Sandbox::new();
    let ran = sandbox.run("schema sqlit").status(2).complains("'sqlit'").complains("'sqlite'");
    for dialect in linestamp_schema::Dialect::ALL {
        assert!(ran.err.contains(dialect.name()), "{dialect} is not in {ran:?}");
    }
    sandbox.run("schema").status(2).complains("DIALECT");
    sandbox.run("schema sqlite --key nothing").status(2).complains("workspace");
}

#[test]
fn the_version_names_the_commit() {
    let ran = Sandbox::new().run("--version").status(0);
    let version = concat!("linestamp ", env!("CARGO_PKG_VERSION"));
    assert!(ran.out.starts_with(version), "{}", ran.out);
    let rest = ran.out[version.len()..].trim();
    assert!(rest.is_empty() || (rest.starts_with('(') && rest.len() == 14), "{rest}");
}

#[test]
fn help_is_there_and_usage_errors_are_two() {
    let sandbox = Sandbox::new();
    sandbox.run("--help").status(0).says("inject").says("schema").says("Exit status:");
    for flag in ["--write", "--check", "--stdin-filepath", "--source-map", "--no-such"] {
        let ran = sandbox.run("inject --help").status(0);
        assert_eq!(ran.out.contains(flag), flag != "--no-such", "{flag}");
    }
    sandbox.run("").status(2);
    sandbox.run("injekt").status(2).complains("inject");
    sandbox.run("inject --no-such").status(2);
    sandbox.run("sites --write").status(2);
}

#[test]
fn run_hands_over_to_the_package_that_is_installed() {
    let sandbox = Sandbox::new();
    sandbox.run("run").status(2).complains("Usage: linestamp run");
    sandbox.run("run -- node --version").status(2).complains("npm install --save-dev linestamp");
    sandbox.run("run -- --strange").status(2).complains("is no command to run");
    let program = "console.log(process.argv.slice(2).join('|')); process.exitCode = 7";
    let sandbox = Sandbox::with(&[("node_modules/linestamp/bin/linestamp.js", program)]);
    sandbox.run("run wrangler dev --port 0").status(7).says("run|--|wrangler|dev|--port|0");
    sandbox.run("run --strict -- wrangler dev").status(7).says("run|--strict|--|wrangler|dev");
    sandbox.run("run -- wrangler --strict").status(7).says("run|--|wrangler|--strict");
}
