//! What it takes until a file of records has arrived, beside curl, which reads none of them.

mod made;

use anyhow::{Result, ensure};

use crate::delivery::Receiver;
use crate::measure::{Arm, race};
use crate::{machine, places, table, tools};
use made::Made;

/// How many records each request has, as `linestamp send` does it.
const BATCH: u64 = 500;
/// How many requests curl has under way.
const LANES: &str = "4";

/// How much to send.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many records the file has
    #[arg(long, default_value_t = 100_000)]
    records: u64,
    /// How often each arm has its turn
    #[arg(long, default_value_t = 5)]
    rounds: usize,
}

/// Runs the arms and prints a table.
pub(crate) fn run(args: &Args) -> Result<()> {
    tools::need("curl", "install it")?;
    let rounds = args.rounds.max(1);
    let linestamp = tools::build("linestamp-cli", "linestamp")?;
    let receiver = Receiver::start()?;
    let made = Made::new(&places::bench().join("files"), args.records)?;
    let requests = made.requests(&receiver.url("requests"), BATCH)?;
    let whole = made.request(&receiver.url("whole"))?;
    let curl = |name: String, requests: &str| {
        Arm::new(name, "curl").args(["--parallel", "--parallel-max", LANES, "--config", requests])
    };
    let send = |name: &str, to: &str| {
        let url = receiver.url(to);
        Arm::new(name, &linestamp).args(["send", "--no-compress", "--to", &url]).arg(made.file())
    };
    let spool = made.spool();
    let arms = [
        curl(format!("curl, {BATCH} a request, {LANES} at once"), &requests),
        curl("curl, all in one request".to_owned(), &whole),
        send("linestamp send", "send"),
        send("linestamp send --spool", "spooled")
            .args(["--spool", &spool.to_string_lossy()])
            .before(|| made.forget()),
    ];
    let timings = race(&arms, rounds)?;
    println!(
        "{}. {} records of {} bytes by HTTP to a server that counts them, uncompressed; the arms take turns, \
         the middle one of {rounds} rounds.\n",
        machine::describe(),
        args.records,
        made.bytes() / args.records.max(1),
    );
    let names = ["requests", "whole", "send", "spooled"];
    for name in names {
        // A round that does not count goes before the others.
        let arrived = receiver.arrived(name) / (rounds as u64 + 1);
        ensure!(arrived == args.records, "{arrived} of {} arrived from {name}", args.records);
    }
    let rows = timings.iter().map(|timing| {
        vec![
            timing.name.clone(),
            table::time(timing.median()),
            format!("{:.2}", timing.ratio(&timings[0])),
            format!("{:.2}", timing.processor_ratio(&timings[0])),
        ]
    });
    let head = ["sender", "time", "ratio", "processor time, ratio"];
    table::print(&head, &rows.collect::<Vec<_>>());
    drop(arms);
    made.remove()?;
    println!("Again: `cargo run --release -p linestamp-bench -- files`");
    Ok(())
}
