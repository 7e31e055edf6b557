//! `cargo xtask hosts`: the npm package, packed, installed and put into the real build tools.

use std::path::Path;

use anyhow::{Context, Result};

use crate::node::{self, npm};
use crate::run::{command, root, step};
use crate::wasm;

/// Builds the package with an addon that is not optimised, which takes a tenth of the time, packs
/// and installs it, and runs the tests in `tests/hosts`.
pub(crate) fn run() -> Result<()> {
    node::install()?;
    let (package, hosts) = (root().join("crates/linestamp-node"), root().join("tests/hosts"));
    wasm::run()?;
    npm(&package, &["run", "build:test"])?;
    let packed = root().join("target/npm");
    std::fs::create_dir_all(&packed).context("target/npm cannot be made")?;
    let packed = packed.to_string_lossy();
    npm(&package, &["pack", "--silent", "--pack-destination", &packed])?;
    let tarball = format!("{packed}/linestamp-{}.tgz", env!("CARGO_PKG_VERSION"));
    npm(&hosts, &["install", "--no-save", "--no-package-lock", &tarball])?;
    test(&hosts)
}

fn test(folder: &Path) -> Result<()> {
    let mut node = command("node", &["--test", "--test-reporter=spec"]);
    node.current_dir(folder);
    step(node)
}
