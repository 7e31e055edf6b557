//! `cargo xtask fixtures`: the snapshots of the fixtures, written anew.

use anyhow::Result;

use crate::run::{cargo, step};

pub(crate) fn run() -> Result<()> {
    // The whole workspace: one package alone would compile SWC once more, with other features.
    let name = "every_case_gives_what_its_snapshot_says";
    let mut tests = cargo(&["test", "--workspace", "--test", "fixtures", name]);
    tests.env("INSTA_UPDATE", "always").env("INSTA_FORCE_UPDATE", "1");
    step(tests)
}
