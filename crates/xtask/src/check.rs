//! `cargo xtask check`: everything that is cheaper than a test.

use anyhow::Result;

use crate::run::{cargo, step};
use crate::{generate, page};

pub(crate) fn run() -> Result<()> {
    step(cargo(&["fmt", "--all", "--check"]))?;
    step(cargo(&["fmt", "--manifest-path", "tests/fuzz/Cargo.toml", "--check"]))?;
    // Most sinks of the client are off unless asked for. Both with all features and with what examples
    // need: so Cargo checks the dependencies once for the two.
    let everything = ["--workspace", "--all-features", "--locked"];
    let clippy = [&["clippy", "--all-targets"], &everything[..], &["--", "-D", "warnings"]];
    step(cargo(&clippy.concat()))?;
    let targets = ["doc", "--no-deps", "--lib", "--examples"];
    let mut doc = cargo(&[&targets, &everything[..]].concat());
    doc.env("RUSTDOCFLAGS", "-D warnings");
    step(doc)?;
    // What is in the packages, and that nothing is missing; the tests build the same sources.
    let packages = [
        "schema",
        "transform",
        "project",
        "migrate",
        "formats",
        "client",
        "filter",
        "store",
        "sqlite",
        "server",
        "cli",
    ];
    let packages = packages.map(|name| format!("linestamp-{name}"));
    let named = packages.iter().flat_map(|name| ["--package", name.as_str()]);
    let words = ["package", "--no-verify", "--allow-dirty", "--locked"].into_iter().chain(named);
    step(cargo(&words.collect::<Vec<_>>()))?;
    page::run(&page::Arguments { check: true, test: false })?;
    generate::run(&generate::Arguments { check: true })
}
