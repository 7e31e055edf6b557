//! What it takes until records have arrived, beside OpenTelemetry's own exporter.

mod receiver;
mod sender;

use anyhow::{Context as _, Result};

use crate::measure::{Arm, race};
use crate::{machine, places, table};
pub(crate) use receiver::Receiver;
pub(crate) use sender::{Sender, send};

/// How much to deliver.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many records each arm is given
    #[arg(long, default_value_t = 1_000_000)]
    records: u64,
    /// How often each arm has its turn
    #[arg(long, default_value_t = 3)]
    rounds: usize,
}

/// Runs the arms, each as a process of its own, and prints a table.
pub(crate) fn run(args: &Args) -> Result<()> {
    let rounds = args.rounds.max(1);
    let receiver = Receiver::start()?;
    let program = std::env::current_exe().context("cannot tell which program this is")?;
    let spool = places::bench().join("delivery");
    let arms = Sender::ALL.map(|sender| {
        let spool = spool.clone();
        Arm::new(sender.title(), &program)
            .args(["send", sender.name(), &receiver.url(sender.name()), &args.records.to_string()])
            .arg(spool.to_string_lossy())
            .before(move || places::clear(&spool))
    });
    println!(
        "{}. {} records by HTTP to a server that counts them; the arms take turns, the middle one of {rounds} rounds.\n",
        machine::describe(),
        args.records
    );
    let timings = race(&arms, rounds)?;
    let own = &timings[0];
    // A round that does not count goes before the others.
    let runs = rounds as u64 + 1;
    let rows = Sender::ALL.iter().zip(&timings).map(|(sender, timing)| {
        let arrived = receiver.arrived(sender.name()) / runs;
        vec![
            timing.name.clone(),
            arrived.to_string(),
            table::time(timing.median()),
            format!("{:.2}", timing.ratio(own)),
            format!("{:.2}", timing.processor_ratio(own)),
            table::mebibytes(timing.memory),
        ]
    });
    let head = ["sender", "arrived", "time", "ratio", "processor time, ratio", "peak memory"];
    table::print(&head, &rows.collect::<Vec<_>>());
    places::clear(&spool)?;
    println!("Again: `cargo run --release -p linestamp-bench -- delivery`");
    Ok(())
}
