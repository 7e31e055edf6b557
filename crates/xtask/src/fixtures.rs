//! `cargo xtask fixtures`: the snapshots of the fixtures, written anew.

use anyhow::Result;

use crate::run::{cargo, step};

pub(crate) fn run() -> Result<()> {
    let name = "every_case_gives_what_its_snapshot_says";
    let mut tests = cargo(&["test", "--package", "linestamp-tests", "--test", "fixtures", name]);
    tests.env("INSTA_UPDATE", "always").env("INSTA_FORCE_UPDATE", "1");
    step(tests)
}
