//! `--out-dir`: the copy and what it follows.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod support;

use support::{CALL, STAMPED, Sandbox};

fn project() -> Sandbox {
    Sandbox::with(&[
        ("src/a.ts", CALL),
        ("src/deep/b.ts", "export {}\n"),
        ("src/types.d.ts", "declare const env: any; env.LOGS.write({});\n"),
        ("src/schema.sql", "select 1;\n"),
        ("src/.env", "A=1\n"),
        ("src/.gitignore", "*.log\nignored.ts\n"),
        ("src/x.log", "log\n"),
        ("src/ignored.ts", CALL),
        ("src/.git/HEAD", "ref\n"),
        ("src/node_modules/m/index.js", CALL),
    ])
}

const COPIED: [&str; 9] = [
    ".env",
    ".gitignore",
    ".linestamp-manifest.json",
    "a.ts",
    "deep/b.ts",
    "ignored.ts",
    "schema.sql",
    "types.d.ts",
    "x.log",
];

#[test]
fn one_path_gives_its_contents() {
    let sandbox = project();
    sandbox.run("inject src --out-dir out").status(0).says("1 changed");
    assert_eq!(sandbox.files("out"), COPIED);
    assert_eq!(sandbox.read("out/a.ts"), STAMPED);
    assert_eq!(sandbox.read("out/ignored.ts"), CALL);
    assert_eq!(sandbox.read("out/types.d.ts"), sandbox.read("src/types.d.ts"));
    assert_eq!(sandbox.read("src/a.ts"), CALL);
}

#[test]
fn several_paths_are_each_under_their_name() {
    let sandbox = Sandbox::with(&[("x/one/a.ts", CALL), ("two/a.ts", CALL), ("c.ts", CALL)]);
    sandbox.run("inject x/one two c.ts --out-dir out").status(0);
    assert_eq!(sandbox.files("out"), [".linestamp-manifest.json", "c.ts", "one/a.ts", "two/a.ts"]);
    sandbox.put("y/one/a.ts", CALL);
    sandbox.run("inject x/one y/one --out-dir out2").status(2).complains("same name");
}

#[test]
fn a_file_by_itself_lands_under_its_name() {
    let sandbox = project();
    sandbox.run("inject src/a.ts --out-dir out").status(0);
    assert_eq!(sandbox.files("out"), [".linestamp-manifest.json", "a.ts"]);
}

#[test]
fn only_what_changed_is_written() {
    let sandbox = project();
    sandbox.run("inject src --out-dir out").status(0);
    let time = |path: &str| std::fs::metadata(sandbox.path(path)).unwrap().modified().unwrap();
    let before: Vec<_> = COPIED.iter().map(|name| time(&format!("out/{name}"))).collect();
    sandbox.put("src/schema.sql", "select 2;\n");
    sandbox.run("inject src --out-dir out").status(0);
    assert_eq!(sandbox.read("out/schema.sql"), "select 2;\n");
    for (name, before) in COPIED.iter().zip(before) {
        assert_eq!(time(&format!("out/{name}")) == before, *name != "schema.sql", "{name}");
    }
}

#[test]
fn what_is_gone_goes_but_nothing_else_does() {
    let sandbox = project();
    sandbox.put("out/mine.txt", "mine");
    sandbox.put("out/deep/mine.txt", "mine");
    sandbox.run("inject src --out-dir out").status(0);
    std::fs::remove_dir_all(sandbox.path("src/deep")).unwrap();
    std::fs::remove_file(sandbox.path("src/a.ts")).unwrap();
    std::fs::remove_file(sandbox.path("src/x.log")).unwrap();
    sandbox.put("src/c.ts", CALL);
    sandbox.run("inject src --out-dir out").status(0);
    for gone in ["out/deep/b.ts", "out/a.ts", "out/x.log"] {
        assert!(!sandbox.exists(gone), "{gone}");
    }
    assert_eq!(sandbox.read("out/mine.txt"), "mine");
    assert_eq!(sandbox.read("out/deep/mine.txt"), "mine");
}

#[test]
fn a_folder_that_is_empty_goes_too() {
    let sandbox = project();
    sandbox.run("inject src --out-dir out").status(0);
    std::fs::remove_dir_all(sandbox.path("src/deep")).unwrap();
    sandbox.run("inject src --out-dir out").status(0);
    assert!(!sandbox.exists("out/deep"));
}

#[test]
fn a_file_may_become_a_folder_and_a_folder_a_file() {
    let sandbox = Sandbox::with(&[("src/a.ts", CALL), ("src/x", "file"), ("src/y/z.txt", "file")]);
    sandbox.run("inject src --out-dir out").status(0);
    std::fs::remove_file(sandbox.path("src/x")).unwrap();
    std::fs::remove_dir_all(sandbox.path("src/y")).unwrap();
    sandbox.put("src/x/z.txt", "new");
    sandbox.put("src/y", "new");
    sandbox.run("inject src --out-dir out").status(0);
    assert_eq!(sandbox.read("out/x/z.txt"), "new");
    assert_eq!(sandbox.read("out/y"), "new");
    assert_eq!(sandbox.files("out"), [".linestamp-manifest.json", "a.ts", "x/z.txt", "y"]);
}

#[test]
fn only_changed_leaves_the_rest_out() {
    let sandbox = project();
    sandbox.run("inject src --out-dir out --only-changed").status(0);
    assert_eq!(sandbox.files("out"), [".linestamp-manifest.json", "a.ts"]);
}

#[test]
fn the_input_is_never_written_over() {
    let sandbox = project();
    sandbox.put("src/lib/c.ts", CALL);
    for (args, title) in [
        ("src --out-dir src", "the output folder is the input, or holds it"),
        ("src --out-dir .", "the output folder is the input, or holds it"),
        ("src/deep --out-dir src/../src", "the output folder is the input, or holds it"),
        ("src/a.ts --out-dir src", "the output folder is the input, or holds it"),
        ("src --out-dir src/lib", "the output folder is a part of the input"),
        ("src --out-dir src/a.ts", "the output folder is a file"),
    ] {
        sandbox.run(&format!("inject {args}")).status(2).complains(title);
    }
    assert_eq!(sandbox.read("src/a.ts"), CALL);
    assert!(!sandbox.exists("src/lib/a.ts"));
}

#[test]
fn a_new_folder_in_the_input_is_not_copied_into_itself() {
    let sandbox = project();
    for _ in 0..2 {
        sandbox.run("inject src --out-dir src/dist").status(0).says("1 changed").says("2 scanned");
        assert_eq!(sandbox.files("src/dist"), COPIED);
    }
}

#[test]
fn a_named_path_without_source_is_an_error_and_the_rest_is_done() {
    let sandbox = project();
    sandbox.put("docs/readme.md", "hi");
    sandbox.run("inject src docs --out-dir out").status(2).says("no source file here");
    assert_eq!(sandbox.read("out/src/a.ts"), STAMPED);
    sandbox.run("inject src missing --out-dir out").status(2).says("missing");
    sandbox.run("inject src/schema.sql").status(2).says("--ext");
}

#[test]
fn what_fails_keeps_the_copy_that_it_has() {
    let sandbox = project();
    sandbox.run("inject src --out-dir out").status(0);
    sandbox.put("src/a.ts", "env.LOGS.write({");
    sandbox.put("src/new.ts", "env.LOGS.write({");
    sandbox.run("inject src --out-dir out").status(2);
    assert_eq!(sandbox.read("out/a.ts"), STAMPED);
    assert!(!sandbox.exists("out/new.ts"));
    std::fs::remove_file(sandbox.path("src/a.ts")).unwrap();
    sandbox.run("inject src --out-dir out").status(2);
    assert!(!sandbox.exists("out/a.ts"));
}

#[test]
fn a_manifest_cannot_make_it_delete_elsewhere() {
    let sandbox = project();
    sandbox.put("precious.txt", "mine");
    sandbox.run("inject src --out-dir out").status(0);
    sandbox.put("out/.linestamp-manifest.json", r#"{"version":1,"files":["../precious.txt"]}"#);
    sandbox.run("inject src --out-dir out").status(0);
    assert_eq!(sandbox.read("precious.txt"), "mine");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    use super::*;

    #[test]
    fn a_link_in_the_tree_is_copied_and_one_out_of_it_is_not() {
        let sandbox = project();
        sandbox.put("secret/s.ts", CALL);
        symlink("deep", sandbox.path("src/inner")).unwrap();
        symlink(sandbox.path("src/schema.sql"), sandbox.path("src/absolute.sql")).unwrap();
        symlink("../secret", sandbox.path("src/outer")).unwrap();
        symlink(sandbox.path("secret/s.ts"), sandbox.path("src/s.ts")).unwrap();
        let ran = sandbox.run("inject src --out-dir out").status(0);
        ran.says("src/outer").says("src/s.ts").says("leads out of the tree");
        let link = |path: &str| std::fs::read_link(sandbox.path(path)).unwrap();
        assert_eq!(link("out/inner").to_str(), Some("deep"));
        assert_eq!(link("out/absolute.sql").to_str(), Some("schema.sql"));
        assert!(!sandbox.exists("out/outer") && !sandbox.exists("out/s.ts"));
        sandbox.run("inject src --write").status(0).says("leads out of the tree");
        assert_eq!(sandbox.read("secret/s.ts"), CALL);
    }

    #[test]
    fn a_link_in_the_copy_is_not_written_through() {
        let sandbox = project();
        sandbox.put("elsewhere/b.ts", "mine");
        std::fs::create_dir(sandbox.path("out")).unwrap();
        symlink("../elsewhere", sandbox.path("out/deep")).unwrap();
        symlink("../elsewhere/b.ts", sandbox.path("out/a.ts")).unwrap();
        sandbox.run("inject src --out-dir out").status(2).says("is a link");
        assert_eq!(sandbox.read("elsewhere/b.ts"), "mine");
        assert_eq!(sandbox.read("out/a.ts"), STAMPED);
    }

    #[test]
    fn permissions_are_copied() {
        let sandbox = project();
        let mode = |path: &str| {
            std::fs::metadata(sandbox.path(path)).unwrap().permissions().mode() & 0o777
        };
        for (path, mode) in [("src/a.ts", 0o755), ("src/schema.sql", 0o640)] {
            std::fs::set_permissions(sandbox.path(path), std::fs::Permissions::from_mode(mode))
                .unwrap();
        }
        sandbox.run("inject src --out-dir out").status(0);
        assert_eq!((mode("out/a.ts"), mode("out/schema.sql")), (0o755, 0o640));
    }
}
