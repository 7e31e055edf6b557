//! What logging costs a request in workerd: with the runtime of the npm package, without, and by RPC alone.

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};

use crate::{machine, places, tools};

/// How to measure requests.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How often each way of logging has its turn
    #[arg(long, default_value_t = 15)]
    rounds: usize,
}

/// Runs the requests and prints a table.
pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = places::own().join("requests");
    tools::npm_install(&folder)?;
    println!(
        "{}. The ways take turns of 100 requests; ratios are the middle one of {} rounds.\n",
        machine::describe(),
        args.rounds
    );
    measure(&folder, args.rounds.max(1))?;
    println!("\nAgain: `cargo run --release -p linestamp-bench -- requests`");
    Ok(())
}

/// Workerd's tools want a newer Node than the machine may have, so it comes with them.
fn measure(folder: &Path, rounds: usize) -> Result<()> {
    let node = folder.join("node_modules/node/bin/node");
    let status = Command::new(&node)
        .arg("requests.js")
        .arg(rounds.to_string())
        .current_dir(folder)
        .status()
        .with_context(|| format!("cannot run {}", node.display()))?;
    ensure!(status.success(), "requests.js fails");
    Ok(())
}
