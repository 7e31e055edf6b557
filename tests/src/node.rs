//! The way to Node: the scripts in `tests/node` and the packages installed there.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Which Node runs a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// The one on the path: what a user would run.
    OnPath,
    /// The one in `tests/node/node_modules`, which erases types itself.
    Installed,
}

/// The folder of the scripts.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("node")
}

/// The folder of an installed package.
///
/// # Panics
///
/// Where it is not installed.
#[must_use]
pub fn package(name: &str) -> PathBuf {
    let folder = folder().join("node_modules").join(name);
    assert!(folder.is_dir(), "the Node package {name} is missing: run `cargo xtask setup`");
    folder
}

/// Runs a script of `tests/node` on some input and gives back what it answers.
///
/// # Panics
///
/// Where Node or its packages are missing, or the script fails.
pub fn ask<T: DeserializeOwned>(node: Node, script: &str, input: &impl Serialize) -> T {
    let exchange = tempfile::tempdir().expect("a temporary folder");
    let (question, answer) = (exchange.path().join("in.json"), exchange.path().join("out.json"));
    let text = serde_json::to_vec(input).expect("input is plain data");
    std::fs::write(&question, text).expect("the temporary folder can be written");
    let output = Command::new(program(node))
        .args(["--experimental-vm-modules", "--no-warnings", "--max-old-space-size=2048"])
        .arg(folder().join(script))
        .args([&question, &answer])
        .output()
        .unwrap_or_else(|error| panic!("node does not start ({error}): run `cargo xtask setup`"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{script} failed, {}:\n{said}", output.status);
    let text =
        std::fs::read(&answer).unwrap_or_else(|_| panic!("{script} gave no answer:\n{said}"));
    serde_json::from_slice(&text).unwrap_or_else(|error| panic!("{script} answers badly: {error}"))
}

fn program(node: Node) -> PathBuf {
    match node {
        Node::OnPath => PathBuf::from("node"),
        Node::Installed => package("node").join("bin/node"),
    }
}
