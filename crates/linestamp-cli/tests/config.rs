//! The configuration and the flags that lie over it.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, Ran, Sandbox};

/// The records of `sites --format json`.
fn records(ran: &Ran) -> Vec<serde_json::Value> {
    ran.out.lines().map(|line| serde_json::from_str(line).expect("a line is an object")).collect()
}

fn stamps(sandbox: &Sandbox, args: &str) -> Vec<String> {
    let ran = sandbox.run(&format!("sites --format json {args}")).status(0);
    records(&ran).iter().map(|row| row["stamp"].as_str().unwrap_or("-").to_owned()).collect()
}

#[test]
fn the_configuration_is_found_on_the_way_up() {
    let sandbox = Sandbox::with(&[
        ("linestamp.toml", "[fields]\nat = '{path}:{line}:{column}'\n"),
        ("services/executor/src/a.ts", CALL),
    ]);
    assert_eq!(stamps(&sandbox, ""), ["services/executor/src/a.ts:2:12"]);
    let ran = sandbox.run_in("services/executor", "sites --format json").status(0);
    assert_eq!(records(&ran)[0]["stamp"], "services/executor/src/a.ts:2:12");
    let ran = sandbox.run_in("services/executor", "inject --verbose").status(0);
    ran.complains("configuration: ../../linestamp.toml").says("would change src/a.ts");
}

#[test]
fn json_is_as_good() {
    let sandbox = Sandbox::with(&[
        ("linestamp.json", r#"{"$schema": "x", "target": [{"call": "audit.log"}]}"#),
        ("a.ts", "audit.log({});\nenv.LOGS.write({});\n"),
    ]);
    assert_eq!(stamps(&sandbox, ""), ["a.ts:1"]);
    sandbox.put("linestamp.toml", "");
    sandbox.run("sites").status(2).complains("both linestamp.toml and linestamp.json are here");
    assert_eq!(stamps(&sandbox, "--config linestamp.toml"), ["a.ts:2"]);
    sandbox.run("sites --config missing.toml").status(2).complains("cannot read");
}

#[test]
fn extends_is_a_chain_and_no_circle() {
    let sandbox = Sandbox::with(&[
        ("base/linestamp.toml", "extends = 'more.json'\next = ['js']\n"),
        ("base/more.json", r#"{"ext": ["ts"], "fields": {"at": "{line}"}}"#),
        ("app/linestamp.toml", "extends = '../base/linestamp.toml'\n"),
        ("app/a.ts", CALL),
        ("app/b.js", CALL),
    ]);
    let ran = sandbox.run_in("app", "sites --format json").status(0);
    assert_eq!(records(&ran).len(), 1);
    assert_eq!(records(&ran)[0]["path"], "b.js");
    assert_eq!(records(&ran)[0]["stamp"], "2");
    sandbox.put("base/more.json", r#"{"extends": "linestamp.toml"}"#);
    let ran = sandbox.run("sites app").status(2).complains("extends itself");
    ran.complains(
        "app/linestamp.toml → base/linestamp.toml → base/more.json → base/linestamp.toml",
    );
}

#[test]
fn an_unknown_key_is_refused_with_a_hint() {
    let sandbox = Sandbox::with(&[("linestamp.toml", "[[target]]\ncal = 'x.y'\n"), ("a.ts", CALL)]);
    let ran = sandbox.run("inject").status(2).complains("unknown key `cal`");
    ran.complains("linestamp.toml:2:1").complains("did you mean `call`?").complains("^^^");
    sandbox.put("linestamp.toml", "[[target]]\ncall = 'x.y'\ndynamic = 'warp'\n");
    sandbox.run("inject").status(2).complains("linestamp.toml:3").complains("did you mean `wrap`?");
    sandbox.put("linestamp.toml", "[fields]\na = '{line}'\nb = '{line}'\n");
    sandbox.run("inject").status(2).complains("2 fields are given").complains("linestamp.toml");
    sandbox.put("linestamp.toml", "ext = []\n");
    sandbox.run("inject").status(2).complains("nothing counts as source");
    sandbox.put("linestamp.toml", "include = ['a[']\n");
    sandbox.run("inject").status(2).complains("`include`");
}

#[test]
fn the_root_is_the_flag_the_configuration_the_repository_or_here() {
    let path = "--field at={path}";
    let sandbox = Sandbox::with(&[("repo/app/src/a.ts", CALL)]);
    let stamp = |folder: &str, args: &str| {
        let ran = sandbox.run_in(folder, &format!("sites --format json {path} {args}")).status(0);
        records(&ran)[0]["stamp"].as_str().unwrap().to_owned()
    };
    assert_eq!(stamp("repo/app", ""), "src/a.ts");
    sandbox.put("repo/.git/HEAD", "ref");
    assert_eq!(stamp("repo/app", ""), "app/src/a.ts");
    sandbox.put("repo/app/linestamp.toml", "");
    assert_eq!(stamp("repo/app", ""), "src/a.ts");
    sandbox.put("repo/app/linestamp.toml", "root = '../..'\n");
    assert_eq!(stamp("repo/app", ""), "repo/app/src/a.ts");
    assert_eq!(stamp("repo/app", "--root src"), "a.ts");
    sandbox.run("sites repo --root nowhere").status(2).complains("the root cannot be used");
}

#[test]
fn a_file_outside_the_root_is_named_by_its_package() {
    let sandbox = Sandbox::with(&[
        ("app/linestamp.toml", "[fields]\nat = '{path}'\n"),
        ("shared/package.json", r#"{"name": "@acme/shared"}"#),
        ("shared/src/log.ts", CALL),
        ("loose/log.ts", CALL),
    ]);
    let ran =
        sandbox.run_in("app", "sites --format json ../shared ../loose --config linestamp.toml");
    let stamps: Vec<_> = records(&ran.status(0)).iter().map(|row| row["stamp"].clone()).collect();
    assert_eq!(stamps, ["@acme/shared/src/log.ts", "log.ts"]);
}

#[cfg(unix)]
#[test]
fn a_linked_package_is_named_by_its_package_too() {
    let sandbox = Sandbox::with(&[
        ("app/linestamp.toml", "[fields]\nat = '{path}'\n"),
        ("shared/package.json", r#"{"name": "@acme/shared"}"#),
        ("shared/src/log.ts", CALL),
        ("app/node_modules/@acme/.keep", ""),
    ]);
    let link = sandbox.path("app/node_modules/@acme/shared");
    std::os::unix::fs::symlink("../../../shared", link).unwrap();
    let ran = sandbox.run_in("app", "sites --format json node_modules/@acme/shared").status(0);
    assert_eq!(records(&ran)[0]["stamp"], "@acme/shared/src/log.ts");
}

#[test]
fn named_targets_replace_the_configured_ones() {
    let sandbox = Sandbox::with(&[(
        "a.ts",
        "env.LOGS.write({});\nenv.LOGS.writeBatch([{}]);\naudit.log({});\n",
    )]);
    assert_eq!(stamps(&sandbox, ""), ["a.ts:1", "a.ts:2"]);
    assert_eq!(stamps(&sandbox, "--target audit.log"), ["a.ts:3"]);
    let both = "--target audit.log --target env.LOGS.writeBatch";
    assert_eq!(stamps(&sandbox, both), ["a.ts:2", "a.ts:3"]);
    sandbox.run("sites --target a..b").status(2).complains("is not a name");
}

#[test]
fn a_field_is_a_name_and_a_template() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL)]);
    sandbox.run("inject --write --field where={path}@{line}").status(0);
    assert!(sandbox.read("src/a.ts").contains("where: 'src/a.ts@2'"));
    sandbox.run("sites --field where").status(2).complains("NAME=TEMPLATE");
    sandbox.run("sites --field where={lin}").status(2).complains("{file}, {path}, {line}");
}

#[test]
fn extensions_and_globs_choose() {
    let sandbox =
        Sandbox::with(&[("a.ts", CALL), ("b.js", CALL), ("c.vts", CALL), ("x/d.test.ts", CALL)]);
    let paths = |args: &str| {
        let ran = sandbox.run(&format!("sites --format json {args}")).status(0);
        let rows = records(&ran);
        rows.iter().map(|row| row["path"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(paths(""), ["a.ts", "b.js", "x/d.test.ts"]);
    assert_eq!(paths("--ext js"), ["b.js"]);
    assert_eq!(paths("--ext js,.ts --exclude *.test.ts"), ["a.ts", "b.js"]);
    assert_eq!(paths("--include x"), ["x/d.test.ts"]);
    assert_eq!(paths("--include x --include b.js --exclude *.test.ts"), ["b.js"]);
    sandbox.run("sites --ext *.ts").status(2).complains("is not a file name extension");
    sandbox.run("sites --exclude **").status(0).complains("leave no file");
}

#[test]
fn ignore_files_hide_what_is_below_a_named_path_but_not_the_path() {
    let sandbox = Sandbox::with(&[
        (".gitignore", "/dist\n/gen/*\nskipped.ts\n"),
        ("src/a.ts", CALL),
        ("src/skipped.ts", CALL),
        ("src/.hidden.ts", CALL),
        ("dist/b.ts", CALL),
        ("gen/c.ts", CALL),
        ("node_modules/m/d.js", CALL),
        ("src/node_modules/m/e.js", CALL),
    ]);
    assert_eq!(stamps(&sandbox, ""), ["a.ts:2"]);
    assert_eq!(stamps(&sandbox, "src"), ["a.ts:2"]);
    assert_eq!(stamps(&sandbox, "dist"), ["b.ts:2"]);
    assert_eq!(stamps(&sandbox, "gen"), ["c.ts:2"]);
    assert_eq!(stamps(&sandbox, "node_modules/m"), ["d.js:2"]);
    assert_eq!(stamps(&sandbox, "src/skipped.ts src/.hidden.ts"), [".hidden.ts:2", "skipped.ts:2"]);
}

#[test]
fn a_file_that_is_named_twice_is_handled_once() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL)]);
    assert_eq!(stamps(&sandbox, "src . src/a.ts"), ["a.ts:2"]);
    sandbox.run("inject --write src . src/a.ts").status(0).says("1 stamped");
}

#[test]
fn source_maps_are_written_where_they_are_asked_for() {
    let sandbox = Sandbox::with(&[("a.ts", CALL), ("b.js", "env.LOGS.write({})\n")]);
    sandbox.run("inject --out-dir one").status(0);
    assert!(!sandbox.exists("one/a.ts.map"));
    sandbox.run("inject a.ts b.js --out-dir two --source-map external").status(0);
    assert!(sandbox.read("two/a.ts").contains("//# sourceMappingURL=a.ts.map"));
    let map: serde_json::Value = serde_json::from_str(&sandbox.read("two/a.ts.map")).unwrap();
    assert_eq!(map["version"], 3);
    assert!(!map.to_string().contains(sandbox.path("").to_str().unwrap()));
    sandbox.run("inject --write --source-map inline a.ts").status(0);
    assert!(sandbox.read("a.ts").contains("sourceMappingURL=data:"));
    sandbox.run("inject --source-map elsewhere").status(2).complains("possible values");
}

#[test]
fn a_map_beside_a_file_is_composed_with_and_updated() {
    let map = r#"{"version":3,"sources":["src/run.ts"],"names":[],"mappings":"AAIA"}"#;
    let text = "env.LOGS.write({})\n//# sourceMappingURL=a.js.map\n";
    let sandbox = Sandbox::with(&[("dist/a.js", text), ("dist/a.js.map", map)]);
    sandbox.run("inject dist --out-dir out").status(0);
    assert!(sandbox.read("out/a.js").contains("'run.ts:5'"), "{}", sandbox.read("out/a.js"));
    assert_ne!(sandbox.read("out/a.js.map"), map);
    assert_eq!(sandbox.read("dist/a.js.map"), map);
    sandbox.run("inject --write dist").status(0);
    assert_eq!(sandbox.read("dist/a.js.map"), sandbox.read("out/a.js.map"));
}
