//! Puts the commit into `linestamp --version`.
//!
//! A package from a registry has no repository, but says in `.cargo_vcs_info.json` which commit it
//! was made from. Where neither is to be had, the version stands alone.

use std::path::{Path, PathBuf};
use std::process::Command;

const VCS_INFO: &str = ".cargo_vcs_info.json";

fn main() {
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let version = match from_package().or_else(from_repository) {
        Some(sha) => format!("{version} ({})", &sha[..sha.len().min(12)]),
        None => version,
    };
    println!("cargo::rustc-env=LINESTAMP_VERSION={version}");
    println!("cargo::rerun-if-changed=build.rs");
}

fn from_package() -> Option<String> {
    let text = std::fs::read_to_string(VCS_INFO).ok()?;
    println!("cargo::rerun-if-changed={VCS_INFO}");
    let (_, rest) = text.split_once("\"sha1\"")?;
    rest.split('"').nth(1).filter(|sha| is_sha(sha)).map(str::to_owned)
}

fn from_repository() -> Option<String> {
    // A vendored copy lies in somebody else's repository, whose commit says nothing about it.
    if git(&["rev-parse", "--show-prefix"])? != "crates/linestamp-cli/" {
        return None;
    }
    for name in ["HEAD", "logs/HEAD"] {
        let path = PathBuf::from(git(&["rev-parse", "--git-path", name])?);
        if Path::exists(&path) {
            println!("cargo::rerun-if-changed={}", path.display());
        }
    }
    git(&["rev-parse", "HEAD"]).filter(|sha| is_sha(sha))
}

fn git(args: &[&str]) -> Option<String> {
    let output = Command::new("git").args(args).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn is_sha(text: &str) -> bool {
    text.len() >= 12 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
