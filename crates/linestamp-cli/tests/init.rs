//! `init` in a project that wrangler builds.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, Sandbox};

const COMMAND: &str = "npx linestamp inject src --out-dir .linestamp --wrangler";

const JSONC: &str = r#"{
  // The service.
  "name": "a",
  "main": "./src/a.ts", // where it begins
  "services": [
    { "binding": "LOGS", "service": "logs" }, /* where logs go */
  ],
  "env": {
    "live": { "main": "src/live.ts", "vars": {} }
  }
}
"#;

const TOML: &str = "# The service.\nname = \"b\"\nmain = \"app/b.ts\" # where it begins\n\
                    tsconfig = \"./tsconfig.worker.json\"\n\n[[services]]\nbinding = 'LOGS' # here\n\
                    service = 'logs'\n";

fn project() -> Sandbox {
    Sandbox::with(&[
        ("services/a/wrangler.jsonc", JSONC),
        ("services/a/src/a.ts", CALL),
        ("services/a/src/live.ts", CALL),
        ("services/b/wrangler.toml", TOML),
        ("services/b/tsconfig.worker.json", "{}"),
        ("services/b/app/b.ts", CALL),
        (".gitignore", "dist"),
    ])
}

#[test]
fn each_service_is_built_from_a_copy_and_comments_stay() {
    let sandbox = project();
    let said = sandbox.run("init").status(0).says("wrote ./linestamp.toml");
    said.says("changed ./services/a/wrangler.jsonc").says("changed ./.gitignore");
    let expected = JSONC
        .replace("./src/a.ts", ".linestamp/a.ts")
        .replace("src/live.ts", ".linestamp/live.ts")
        .replace(
            "// where it begins\n",
            &format!(
                "// where it begins\n  \"build\": {{\n    \"command\": \"{COMMAND}\"\n  }},\n"
            ),
        );
    assert_eq!(sandbox.read("services/a/wrangler.jsonc"), expected);
    let command = COMMAND.replace("src", "app");
    let expected = TOML
        .replace("app/b.ts", ".linestamp/b.ts")
        .replace("./tsconfig.worker.json", ".linestamp/tsconfig.worker.json")
        + &format!("\n[build]\ncommand = \"{command}\"\nwatch_dir = \"app\"\n");
    assert_eq!(sandbox.read("services/b/wrangler.toml"), expected);
    assert_eq!(sandbox.read(".gitignore"), "dist\n.linestamp\n");
    // What it wrote works as it is.
    let words = |command: &str| command.replace("npx linestamp ", "");
    sandbox.run(&words(COMMAND)).status(0).says("2 records stamped");
    sandbox.run(&words(&command)).status(0).says("1 record stamped");
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = project();
    sandbox.run("init").status(0);
    let files = ["services/a/wrangler.jsonc", "services/b/wrangler.toml", ".gitignore"];
    let before = files.map(|file| sandbox.read(file));
    let said = sandbox.run("init").status(0).says("./linestamp.toml is there already");
    said.says("a/wrangler.jsonc builds from a stamped copy already").keeps_quiet_about("changed");
    assert_eq!(files.map(|file| sandbox.read(file)), before);
}

#[test]
fn what_cannot_be_set_up_is_left_alone_and_told_of() {
    let own = r#"{ "main": "src/a.ts", "build": { "command": "make" } }"#;
    let sandbox = Sandbox::with(&[
        ("a/wrangler.json", own),
        ("b/wrangler.json", r#"{ "main": "index.ts" }"#),
        ("c/wrangler.json", r#"{ "main": "src/a.ts" }"#),
        ("c/vite.config.mts", ""),
        ("d/wrangler.json", "{ \"assets\": { \"directory\": \"public\" } }"),
        ("e/wrangler.json", "{ \"main\": "),
        ("f/wrangler.json", r#"{ "main": "src/a.ts" }"#),
    ]);
    let said = sandbox.run("init").status(0);
    let said = said.says(&format!("a `build` command of its own: let that run `{COMMAND}` too"));
    let said = said.says("set `main` to \".linestamp/a.ts\"").says("put the sources into one");
    let said = said.says("linestamp/vite").says("it has no `main`").says("cannot be read");
    said.says("changed ./f/wrangler.json");
    assert_eq!(sandbox.read("a/wrangler.json"), own);
    let sandbox = project();
    sandbox.run("init --no-wrangler").status(0).keeps_quiet_about("wrangler.toml");
    assert_eq!(sandbox.read("services/b/wrangler.toml"), TOML);
    sandbox.run("init --no-wrangler").status(2).complains("there is a configuration already");
}
