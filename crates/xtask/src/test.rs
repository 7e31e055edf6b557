//! `cargo xtask test`: every test there is.

use anyhow::Result;
use clap::Args;

use crate::run::{cargo, step};
use crate::{fuzz, hosts, setup};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// For how long each fuzz target runs; 0 leaves them out
    #[arg(long, value_name = "N", default_value_t = 30)]
    fuzz_seconds: u32,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    setup::run()?;
    step(cargo(&["test", "--workspace", "--locked", "--no-fail-fast"]))?;
    hosts::run()?;
    match arguments.fuzz_seconds {
        0 => Ok(()),
        // The same inputs each time: a failure is to come with the change that made it.
        seconds => fuzz::run(&fuzz::Arguments { seconds, seed: Some(1), target: None }),
    }
}
