//! Programs that are not ours.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};

use crate::places;

/// Whether a program can be run; says how to get it if not.
pub(crate) fn need(program: &str, how: &str) -> Result<()> {
    let found = Command::new(program).arg("--version").output().is_ok();
    ensure!(found, "`{program}` is missing: {how}");
    Ok(())
}

/// A client for HTTP, which may not be made before somebody has said whose cryptography TLS would use.
pub(crate) fn http() -> reqwest::Client {
    // It is there already if it fails.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

/// The first line of what a program says about its version.
pub(crate) fn version(program: &Path) -> String {
    let output = Command::new(program).arg("--version").output().ok();
    let text = output.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    text.and_then(|text| text.lines().next().map(str::to_owned)).unwrap_or_default()
}

/// Installs what a folder's lock file says. Not `npm ci`, which refuses a lock file without the
/// native packages of platforms that the registry at hand does not have.
pub(crate) fn npm_install(folder: &Path) -> Result<()> {
    need("npm", "install Node 20.19 or newer")?;
    let status = Command::new("npm")
        .args(["install", "--no-save", "--loglevel=error"])
        .current_dir(folder)
        .status();
    ensure!(status.is_ok_and(|status| status.success()), "`npm install` failed");
    Ok(())
}

/// What a script says when Node runs it.
pub(crate) fn said(script: &Path, args: &[&Path]) -> Result<String> {
    let output = Command::new("node").arg(script).args(args).output().context("cannot run node")?;
    ensure!(output.status.success(), "{} fails", script.display());
    Ok(String::from_utf8(output.stdout)?)
}

/// Builds a release binary of this workspace; gives its path.
pub(crate) fn build(package: &str, binary: &str) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["build", "--release", "--quiet", "--package", package, "--bin", binary])
        .current_dir(places::repository())
        .status()
        .context("cannot run cargo")?;
    if !status.success() {
        bail!("{binary} does not build");
    }
    // Beside this very binary, wherever the target folder is.
    let own = std::env::current_exe()?;
    Ok(own.with_file_name(binary))
}
