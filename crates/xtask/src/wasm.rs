//! `cargo xtask wasm`: what the npm package carries as wasm, built for `wasm32-wasip1`; and a crate that
//! promises to build for it.
//!
//! The target is rustup's where it is there or can be had. Elsewhere a compiler of Debian's is
//! extracted into `target/backends`, and builds the standard library from its sources; nothing is
//! installed into the system.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::backends::{self, Part};
use crate::run::{cargo, command, output, root, step};

const TARGET: &str = "wasm32-wasip1";

/// The crates, what Cargo makes of each, and its name in the package.
const CRATES: [(&str, &str, &str); 2] = [
    ("linestamp-swc-plugin", "linestamp_swc_plugin.wasm", "linestamp_swc_plugin.wasm"),
    ("linestamp-node", "linestamp_node.wasm", "linestamp.wasm"),
];

const DEBIAN: Part = Part {
    folder: "wasm",
    packages: &["rustc-web", "libstd-rust-web-dev", "rust-web-src", "wasi-libc"],
    proof: "usr/lib/wasm32-wasi/libc.a",
};

/// Carried by nothing, and built by itself: with no feature that another crate asks for.
const BY_ITSELF: &str = "linestamp-schema";

/// Builds everything and puts what the npm package carries into its folder.
pub(crate) fn run() -> Result<()> {
    let debian = if has_target()? { None } else { Some(Debian::install()?) };
    build(BY_ITSELF, debian.as_ref())?;
    for (name, made, file) in CRATES {
        build(name, debian.as_ref())?;
        let built = root().join("target").join(TARGET).join("wasm").join(made);
        let size = std::fs::copy(&built, root().join("crates/linestamp-node").join(file))
            .with_context(|| format!("{} cannot be copied", built.display()))?;
        println!("{file}: {size} bytes");
    }
    Ok(())
}

fn build(name: &str, debian: Option<&Debian>) -> Result<()> {
    let words = ["build", "--locked", "--profile", "wasm", "--target", TARGET, "-p", name];
    let mut build = cargo(&words);
    if let Some(debian) = debian {
        debian.prepare(&mut build);
    }
    step(build)
}

/// Whether rustup's compiler has the target, now or after it was asked for it.
fn has_target() -> Result<bool> {
    if sysroot()?.join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(true);
    }
    let mut add = command("rustup", &["target", "add", TARGET]);
    add.env("RUSTUP_MAX_RETRIES", "0");
    Ok(output(add).is_ok_and(|done| done.status.success()))
}

/// The folder of the compiler that Cargo takes.
fn sysroot() -> Result<PathBuf> {
    let compiler = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    let said = output(command(&compiler, &["--print", "sysroot"]))?;
    ensure!(said.status.success(), "`{compiler} --print sysroot` failed: {}", said.status);
    Ok(PathBuf::from(String::from_utf8_lossy(&said.stdout).trim()))
}

/// Debian's compiler for the target.
struct Debian {
    folder: PathBuf,
    /// rustup's linker: Debian's has another name in each version.
    linker: PathBuf,
}

impl Debian {
    fn install() -> Result<Debian> {
        backends::debian(&DEBIAN)
            .with_context(|| format!("no compiler for {TARGET}: `rustup target add {TARGET}`"))?;
        let host = "x86_64-unknown-linux-gnu";
        let linker = sysroot()?.join("lib/rustlib").join(host).join("bin/rust-lld");
        Ok(Debian { folder: backends::folder(DEBIAN.folder), linker })
    }

    fn prepare(&self, build: &mut Command) {
        let lib: &Path = &self.folder.join("usr/lib");
        let flags = format!("-C link-self-contained=no -L {}", lib.join("wasm32-wasi").display());
        build
            .args(["-Z", "build-std=std,panic_abort"])
            .env("LD_LIBRARY_PATH", lib.join("x86_64-linux-gnu"))
            .env("RUSTC", self.folder.join("usr/bin/rustc"))
            .env("RUSTC_BOOTSTRAP", "1")
            .env("CARGO_TARGET_WASM32_WASIP1_LINKER", &self.linker)
            .env("CARGO_TARGET_WASM32_WASIP1_RUSTFLAGS", flags);
    }
}
