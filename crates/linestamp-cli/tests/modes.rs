//! The modes of `inject` and `strip`, and their exit status.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, STAMPED, Sandbox};

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let sandbox = Sandbox::with(&[("a.ts", CALL), ("b.ts", "export {}\n")]);
    let ran = sandbox.run("inject").status(0).says("1 stamped").says("2 scanned");
    ran.says("1 to change").says("Nothing was written");
    assert_eq!(sandbox.read("a.ts"), CALL);
}

#[test]
fn write_changes_the_file_and_nothing_the_second_time() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    sandbox.run("inject --write").status(0).says("1 changed");
    assert_eq!(sandbox.read("a.ts"), STAMPED);
    let before = std::fs::metadata(sandbox.path("a.ts")).unwrap().modified().unwrap();
    sandbox.run("inject --write").status(0).says("0 changed").says("1 present");
    assert_eq!(std::fs::metadata(sandbox.path("a.ts")).unwrap().modified().unwrap(), before);
}

#[test]
fn strip_gives_the_bytes_back() {
    let text = CALL.replace('\n', "\r\n");
    let sandbox = Sandbox::with(&[("a.ts", &text)]);
    sandbox.run("inject --write").status(0);
    assert_ne!(sandbox.read("a.ts"), text);
    sandbox.run("strip").status(0).says("1 stripped");
    sandbox.run("strip --check").status(1).says("has a stamp");
    sandbox.run("strip --write").status(0).says("1 changed");
    assert_eq!(sandbox.read("a.ts"), text);
    sandbox.run("strip --check").status(0);
}

#[test]
fn a_check_fails_until_everything_is_stamped() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    sandbox.run("inject --check").status(1).says("a.ts:2:12").says("has no stamp");
    sandbox.run("inject --write").status(0);
    sandbox.run("inject --check").status(0);
    sandbox.put("a.ts", STAMPED.replace("a.ts:2", "a.ts:7"));
    sandbox.run("inject --check").status(1).says("error[stale]");
    sandbox.run("inject --write").status(0);
    sandbox.run("inject --check").status(1);
    sandbox.run("inject --write --refresh").status(0);
    assert_eq!(sandbox.read("a.ts"), STAMPED);
}

#[test]
fn a_strict_check_also_finds_what_cannot_be_stamped() {
    let sandbox = Sandbox::with(&[("a.ts", "env.LOGS.write('x');\nother.LOGS.write({});\n")]);
    sandbox.run("inject --check").status(0).says("warning[unreachable]");
    let ran = sandbox.run("inject --check --strict").status(1);
    ran.says("error[unreachable]").says("error[ambiguous]");
}

#[test]
fn a_diff_is_a_patch_and_nothing_else() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL)]);
    let ran = sandbox.run("inject --diff").status(0).complains("1 stamped");
    assert!(
        ran.out.starts_with("--- a/src/a.ts\n+++ b/src/a.ts\n@@ -1,3 +1,3 @@\n"),
        "{}",
        ran.out
    );
    assert_eq!(ran.out.lines().filter(|line| line.starts_with('+')).count(), 2);
    assert_eq!(sandbox.read("src/a.ts"), CALL);
}

#[test]
fn a_diff_knows_a_missing_line_break_at_the_end() {
    let sandbox = Sandbox::with(&[("a.ts", "env.LOGS.write({})")]);
    sandbox.run("inject --diff").status(0).says("\\ No newline at end of file");
}

#[test]
fn standard_input_goes_to_standard_output() {
    let sandbox = Sandbox::new();
    let pipe = |args: &str, input: &str| {
        let mut command = sandbox.command();
        support::Ran::from(command.args(args.split(' ')).write_stdin(input).output().unwrap())
    };
    assert_eq!(pipe("inject --stdin-filepath src/a.ts", CALL).status(0).out, STAMPED);
    assert_eq!(pipe("strip --stdin-filepath src/a.ts", STAMPED).status(0).out, CALL);
    assert_eq!(pipe("inject --stdin-filepath a.d.ts", CALL).status(0).out, CALL);
    let ran = pipe("inject --stdin-filepath a.ts", "env.LOGS.write({").status(2);
    assert_eq!(ran.complains("error[syntax]").out, "");
    let ran = pipe("inject --stdin-filepath a.txt", CALL).status(2);
    assert_eq!(ran.complains("--ext").out, "");
    let ran = pipe("inject --field source_location={path} --stdin-filepath src/a.ts", CALL);
    assert!(ran.status(0).out.contains("'src/a.ts'"));
}

#[test]
fn there_is_one_mode_at_a_time() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    for modes in [
        "--write --check",
        "--write --out-dir out",
        "--diff --check",
        "--strict",
        "--watch",
        "--only-changed",
        "--write --watch",
        "--stdin-filepath a.ts a.ts",
    ] {
        sandbox.run(&format!("inject {modes}")).status(2).complains("error:");
    }
    assert_eq!(sandbox.read("a.ts"), CALL);
}

#[test]
fn a_file_that_does_not_parse_stops_no_other() {
    let sandbox = Sandbox::with(&[("a.ts", CALL), ("b.ts", "env.LOGS.write({\n")]);
    let ran = sandbox.run("inject --write").status(2).says("error[syntax]").says("b.ts:2:1");
    ran.says("1 failed");
    assert_eq!(sandbox.read("a.ts"), STAMPED);
    assert_eq!(sandbox.read("b.ts"), "env.LOGS.write({\n");
}

#[test]
fn a_file_that_is_no_text_is_refused_only_where_it_may_log() {
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    sandbox.put("b.js", b"env.LOGS.write({}) // \xff");
    sandbox.put("c.js", b"nothing // \xff");
    let ran = sandbox.run("inject --write").status(2).says("error[not-utf8]").says("b.js");
    ran.keeps_quiet_about("c.js");
    assert_eq!(sandbox.read("a.ts"), STAMPED);
}

#[test]
fn off_passes_the_input_through() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL)]);
    let off = |args: &str| {
        let mut command = sandbox.command();
        command.env("LINESTAMP", "off").args(args.split(' ')).write_stdin(CALL);
        support::Ran::from(command.output().unwrap()).status(0)
    };
    assert_eq!(off("inject --stdin-filepath a.ts").out, CALL);
    assert_eq!(off("inject src --out-dir out").err.matches("LINESTAMP=off").count(), 1);
    assert_eq!(sandbox.read("out/a.ts"), CALL);
    off("inject --write src");
    off("inject --check src");
    assert_eq!(sandbox.read("src/a.ts"), CALL);
    sandbox.put("src/a.ts", STAMPED);
    off("strip --write src");
    assert_eq!(sandbox.read("src/a.ts"), CALL);
}

#[cfg(unix)]
#[test]
fn write_keeps_permissions() {
    use std::os::unix::fs::PermissionsExt as _;
    let sandbox = Sandbox::with(&[("a.ts", CALL)]);
    for mode in [0o755, 0o600, 0o666, 0o444] {
        sandbox.run("strip --write").status(0);
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(sandbox.path("a.ts"), permissions).unwrap();
        sandbox.run("inject --write").status(0);
        let found = std::fs::metadata(sandbox.path("a.ts")).unwrap().permissions().mode();
        assert_eq!(found & 0o777, mode);
    }
}
