//! `verify`: builds by esbuild, right and wrong ones.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use std::path::Path;
use std::process::Command;

use support::{Ran, Sandbox};

const MAIN: &str = "import { other } from './other'
type Env = { LOGS: { write(record: object): void, writeBatch(records: object[]): void } }
export function run(env: Env, rows: object[]) {
  env.LOGS.write({ level: 'info' })
  const record = { level: 'debug' }
  env.LOGS.write(record)
  env.LOGS.write({
    level: 'warn',
    ...record,
  })
  env.LOGS.writeBatch([{ level: 'a' }, {}])
  env.LOGS.write(rows.length > 1 ? { level: 'many' } : { level: 'few' })
  return other(env)
}
export function debug(env: Env) { env.LOGS.write({ level: 'dropped' }) }
";

const OTHER: &str = "export function other(env: any) { env.LOGS.write({ level: 'b' }) }
export function shaken(env: any) { env.LOGS.write({ level: 'c' }) }
";

/// The entry that leaves `debug` and `shaken` out.
const ENTRY: &str = "export { run } from './main'\n";

/// How many records are in the build, and how many were left out.
const KEPT: &str = "8 stamped\n           2 left out";

fn sandbox() -> Sandbox {
    Sandbox::with(&[("src/main.ts", MAIN), ("src/other.ts", OTHER), ("src/entry.ts", ENTRY)])
}

/// Bundles with the esbuild that `cargo xtask setup` installs.
fn esbuild(sandbox: &Sandbox, args: &str) {
    let name = if cfg!(windows) { "esbuild.cmd" } else { "esbuild" };
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/node/node_modules/.bin");
    let mut command = Command::new(tests.join(name));
    command.current_dir(sandbox.path("")).args(args.split_whitespace());
    command.args(["--bundle", "--format=esm", "--log-level=error"]);
    let done = command.output().expect("esbuild is missing: run `cargo xtask setup`");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
}

/// Stamps a copy, with a map back or without one, and bundles it.
fn build(sandbox: &Sandbox, maps: &str, args: &str) {
    sandbox.run(&format!("inject src --out-dir copy --source-map {maps}")).status(0);
    esbuild(sandbox, &format!("copy/entry.ts --outdir=dist {args}"));
}

fn verify(sandbox: &Sandbox) -> Ran {
    sandbox.run("verify dist")
}

#[test]
fn every_kind_of_bundle_passes() {
    let kinds = [
        "--sourcemap",
        "--sourcemap=inline",
        "--sourcemap=external",
        "--sourcemap --minify",
        "--sourcemap --sources-content=false",
        "--sourcemap --minify --target=es2015",
    ];
    for maps in ["inline", "external", "none"] {
        for kind in kinds {
            let sandbox = sandbox();
            build(&sandbox, maps, kind);
            let ran = verify(&sandbox);
            assert!(ran.out.contains(KEPT), "{maps}, {kind}: {ran:#?}");
            assert_eq!(ran.status, Some(0), "{maps}, {kind}");
        }
    }
}

#[test]
fn chunks_are_checked_each_by_itself() {
    let sandbox = sandbox();
    sandbox
        .put("src/second.ts", "export { other } from './other'\nexport { debug } from './main'\n");
    sandbox.run("inject src --out-dir copy --source-map inline").status(0);
    esbuild(
        &sandbox,
        "copy/entry.ts copy/second.ts --outdir=dist --splitting --sourcemap --minify",
    );
    assert!(sandbox.files("dist").len() > 4, "there is a shared chunk");
    verify(&sandbox).status(0).says("stamped").keeps_quiet_about("without their stamp");
}

#[test]
fn a_build_without_stamps_fails() {
    let sandbox = sandbox();
    esbuild(&sandbox, "src/entry.ts --outdir=dist --sourcemap --minify");
    let ran = verify(&sandbox).status(1).says("error[missing-stamp]").says("src/main.ts:4:12");
    ran.says("src/other.ts:1:44").says("0 stamped").says("8 without their stamp");
}

#[test]
fn one_unstamped_file_among_stamped_ones_is_found() {
    let sandbox = sandbox();
    sandbox.run("inject src --out-dir copy --source-map inline").status(0);
    sandbox.put("copy/other.ts", OTHER);
    esbuild(&sandbox, "copy/entry.ts --outdir=dist --sourcemap");
    let ran = verify(&sandbox).status(1).says("copy/other.ts:1:44").says("7 stamped");
    ran.says("1 without their stamp");
}

#[test]
fn an_edited_stamp_is_found() {
    let sandbox = sandbox();
    build(&sandbox, "inline", "--sourcemap --minify");
    let edited = sandbox.read("dist/entry.js").replace("main.ts:4\"", "main.ts:5\"");
    sandbox.put("dist/entry.js", edited);
    verify(&sandbox).status(1).says("error[wrong-stamp]").says("is main.ts:5").says("main.ts:4:12");
}

#[test]
fn stamps_from_shifted_lines_are_found() {
    let sandbox = sandbox();
    // The original that the map holds has a line more than what was stamped.
    build(&sandbox, "none", "--sourcemap");
    let map = sandbox.read("dist/entry.js.map");
    let shifted = map.replace("\"import { other }", "\"\\nimport { other }");
    assert_ne!(map, shifted);
    sandbox.put("dist/entry.js.map", shifted);
    verify(&sandbox).status(1).says("main.ts");
}

#[test]
fn what_cannot_be_traced_back_is_an_error() {
    let sandbox = sandbox();
    build(&sandbox, "inline", "");
    verify(&sandbox).status(2).says("error[no-map]").says("dist/entry.js").says("--sourcemap");
    build(&sandbox, "inline", "--sourcemap");
    sandbox.put("dist/entry.js.map", "{");
    verify(&sandbox).status(2).says("error[no-map]").says("entry.js.map cannot be read");
    build(&sandbox, "inline", "--sourcemap");
    sandbox.put("dist/vendor/x.js", "console.log(1)\n");
    verify(&sandbox).status(2).says("dist/vendor/x.js");
    sandbox.run("verify dist --skip vendor").status(0).says(KEPT);
    sandbox.run("verify dist/entry.js").status(0).says(KEPT);
    sandbox.put("empty/a.txt", "");
    sandbox.run("verify empty").status(2).says("there is no script here");
    sandbox.run("verify nowhere").status(2).says("cannot open");
    sandbox.run("verify").status(2).complains("OUTDIR");
}

#[test]
fn a_build_that_shows_no_call_fails() {
    let sandbox = sandbox();
    sandbox.put("src/entry.ts", "import './main'\nconsole.log(1)\n");
    build(&sandbox, "inline", "--sourcemap --tree-shaking=false");
    verify(&sandbox).status(0);
    // The map knows the originals, and nothing is made from their calls.
    let map = sandbox.read("dist/entry.js.map");
    let mut map: serde_json::Value = serde_json::from_str(&map).unwrap();
    map["mappings"] = "".into();
    sandbox.put("dist/entry.js.map", map.to_string());
    verify(&sandbox).status(1).says("error[nothing-built]").says("maps with columns");
}

#[test]
fn reports_come_in_every_form() {
    let sandbox = sandbox();
    esbuild(&sandbox, "src/entry.ts --outdir=dist --sourcemap");
    let form = |format: &str| sandbox.run(&format!("verify dist --format {format}")).status(1);
    form("json").says(r#""code":"missing-stamp""#).says(r#""line":4"#);
    form("github").says("::error file=src/main.ts,line=4,col=12");
    form("sarif").says(r#""ruleId": "missing-stamp""#);
}

#[test]
fn a_copy_knows_the_paths_of_its_sources() {
    for (maps, args) in
        [("none", "src"), ("inline", "src"), ("external", "src"), ("none", "src lib")]
    {
        let sandbox = sandbox();
        sandbox.put("linestamp.toml", "[fields]\nsource_location = \"{path}:{line}\"\n");
        sandbox.put("lib/x.ts", "export {}\n");
        sandbox.run(&format!("inject {args} --out-dir a/copy --source-map {maps}")).status(0);
        let entry = if args == "src" { "a/copy/entry.ts" } else { "a/copy/src/entry.ts" };
        esbuild(&sandbox, &format!("{entry} --outdir=dist --sourcemap"));
        assert!(sandbox.read("dist/entry.js").contains("\"src/main.ts:4\""));
        verify(&sandbox).status(0).says(KEPT);
        // Without its list, a copy is a folder like any other.
        if maps == "none" {
            std::fs::remove_file(sandbox.path("a/copy/.linestamp-manifest.json")).unwrap();
            verify(&sandbox).status(1).says("the stamp in dist/entry.js is src/main.ts:4");
        }
    }
}

#[test]
fn a_copy_out_of_the_root_names_no_folder_of_this_machine() {
    let sandbox = sandbox();
    let elsewhere = Sandbox::new();
    let out = elsewhere.path("copy");
    sandbox.run(&format!("inject src --out-dir {}", out.display())).status(0);
    assert!(!elsewhere.read("copy/.linestamp-manifest.json").contains("from"));
    sandbox.run("inject src --out-dir copy --root .").status(0);
    assert!(sandbox.read("copy/.linestamp-manifest.json").contains("\"../src\""));
}
