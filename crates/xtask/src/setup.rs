//! `cargo xtask setup`: what the tests need beside Rust and Node.

use anyhow::{Result, bail};

use crate::run::{cargo, command, output, step};
use crate::{backends, node};

pub(crate) fn run() -> Result<()> {
    node::install()?;
    backends::install()?;
    cargo_fuzz()
}

/// `cargo fuzz`, and the C++ compiler with which libFuzzer is built.
pub(crate) fn cargo_fuzz() -> Result<()> {
    let compiler = std::env::var("CXX").unwrap_or_else(|_| "c++".to_owned());
    if !output(command(&compiler, &["--version"])).is_ok_and(|output| output.status.success()) {
        bail!("the fuzz targets need a C++ compiler, and `{compiler}` does not run: install one");
    }
    if output(cargo(&["fuzz", "--version"]))?.status.success() {
        return Ok(());
    }
    step(cargo(&["install", "cargo-fuzz", "--locked"]))
}
