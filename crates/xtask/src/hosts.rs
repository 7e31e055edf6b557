//! `cargo xtask hosts`: the npm package, packed, installed and put into the real build tools.

use std::path::Path;

use anyhow::{Context, Result};

use crate::node::{self, npm};
use crate::run::{cargo, command, root, step};
use crate::{backends, wasm};

/// Builds the package with an addon that is not optimised, which takes a tenth of the time, packs
/// and installs it, and runs the tests in `tests/hosts` and `tests/wrangler`; and those of the
/// example and of `docs/guide.md`, in `tests/workers`, whose logs service is held against `linestamp serve` and
/// shows its page in Chromium.
pub(crate) fn run() -> Result<()> {
    node::install()?;
    node::install_in(&root().join("tests/page"))?;
    backends::chromium()?;
    wasm::run()?;
    let tarball = pack()?;
    let (hosts, wrangler) = (root().join("tests/hosts"), root().join("tests/wrangler"));
    for folder in [&hosts, &wrangler] {
        npm(folder, &["install", "--no-save", "--no-package-lock", &tarball])?;
    }
    test("node", &hosts)?;
    command_line()?;
    // Wrangler runs on a newer Node than the package has to.
    [wrangler, root().join("tests/workers")].iter().try_for_each(|folder| {
        test(&folder.join("node_modules/node/bin/node").to_string_lossy(), folder)
    })
}

/// The command line, as the other tests have it: of all packages, and beside a test, without which Cargo would
/// leave out the features that tests ask of the dependencies, and compile most of them again.
pub(crate) fn command_line() -> Result<()> {
    step(cargo(&["build", "--workspace", "--locked", "--bin", "linestamp", "--test", "generated"]))
}

/// The package as a tarball.
fn pack() -> Result<String> {
    let package = root().join("crates/linestamp-node");
    npm(&package, &["run", "build:test"])?;
    let packed = root().join("target/npm");
    std::fs::create_dir_all(&packed).context("target/npm cannot be made")?;
    let packed = packed.to_string_lossy();
    npm(&package, &["pack", "--silent", "--pack-destination", &packed])?;
    Ok(format!("{packed}/linestamp-{}.tgz", env!("CARGO_PKG_VERSION")))
}

fn test(node: &str, folder: &Path) -> Result<()> {
    // What waits in vain ends there. It counts for a file as a whole, on a busy machine too.
    let limit = "--test-timeout=600000";
    let mut node = command(node, &["--test", "--test-reporter=spec", limit]);
    node.current_dir(folder);
    step(node)
}
