//! `cargo xtask generate`: files that derive from the code and are committed.
//!
//! They are written by `tests/generated`, which otherwise checks them: this program would have to be
//! linked with the whole engine to write them itself, for which every other task would wait.

use anyhow::Result;
use clap::Args;

use crate::run::{cargo, step};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where a file is stale
    #[arg(long)]
    pub(crate) check: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    // All packages, so that the build is the one that all other tests have.
    let mut test = cargo(&["test", "--workspace", "--locked", "--test", "generated"]);
    if !arguments.check {
        test.env("LINESTAMP_GENERATE", "1");
    }
    step(test)
}
