//! The same with real files, as Node itself loads them: byte order mark, hashbang, module kinds.

use std::path::{Path, PathBuf};

use linestamp_tests::node::{Node, ask};
use linestamp_tests::programs::Dialect;

use crate::run::{Program, compare_all, report};

/// How many files of each kind.
const FILES: usize = 40;

const MODULE: Dialect = Dialect { imports: false, ..Dialect::MODULE };
const TYPED_MODULE: Dialect = Dialect { imports: false, ..Dialect::TYPED_MODULE };

#[test]
fn javascript_files() {
    judge(&[Dialect::SCRIPT, MODULE], Node::OnPath);
}

#[test]
fn typescript_files() {
    judge(&[Dialect::TYPED_SCRIPT, TYPED_MODULE], Node::Installed);
}

fn judge(dialects: &[Dialect], node: Node) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    // The stack trace names the file by its real path.
    let root = folder.path().canonicalize().expect("the folder is there");
    let mut pairs = Vec::new();
    let mut paths = Vec::new();
    let mut failures = Vec::new();
    for index in 0..FILES {
        for dialect in dialects {
            let before = Program::generate(7_000_000 + index, *dialect);
            match before.stamped() {
                Ok(after) => {
                    paths.push(write(&root.join("plain"), &before));
                    paths.push(write(&root.join("stamped"), &after));
                    pairs.push((before, after));
                }
                Err(message) => failures.push(format!("{}: {message}", before.file)),
            }
        }
    }
    let runs = ask::<Vec<_>>(node, "run-file.mjs", &paths);
    let tally = compare_all(&pairs, &runs, &mut failures);
    println!("files: {tally}");
    report(failures, pairs.len());
}

fn write(folder: &Path, program: &Program) -> PathBuf {
    std::fs::create_dir_all(folder).expect("the folder can be made");
    let path = folder.join(&program.file);
    std::fs::write(&path, &program.text).expect("the file can be written");
    path
}
