//! `cargo xtask test`: every test there is.

use anyhow::Result;
use clap::Args;

use crate::run::{beside, cargo, step};
use crate::{fuzz, hosts, page, setup};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// For how long each fuzz target runs at most; 0 leaves them out
    #[arg(long, value_name = "N", default_value_t = 30)]
    fuzz_seconds: u32,
}

/// How many inputs each fuzz target tries at most. A fast machine is to try no others than a slow one.
const FUZZ_RUNS: u32 = 50_000;
/// Where chance begins. The same inputs each time: a failure is to come with the change that made it.
const FUZZ_SEED: u32 = 1;

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    setup::run()?;
    beside(&["wasm"], || step(cargo(&["test", "--workspace", "--locked", "--no-fail-fast"])))?;
    match arguments.fuzz_seconds {
        0 => hosts(),
        seconds => {
            beside(&["fuzz", "--build"], hosts)?;
            fuzz::run(&fuzz::Arguments {
                seconds,
                runs: Some(FUZZ_RUNS),
                seed: Some(FUZZ_SEED),
                build: false,
                target: None,
            })
        }
    }
}

/// Whatever runs Linestamp from outside: build tools, Workers, browsers.
fn hosts() -> Result<()> {
    hosts::run()?;
    page::test()
}
