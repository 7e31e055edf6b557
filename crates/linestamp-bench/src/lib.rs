//! Races Linestamp against what people would compare it with, in one run on one machine.
//!
//! `tree` makes the inputs, `race` runs the races and prints them as Markdown; `ingest` does so for
//! the logs service, `delivery` for the client, `files` for `linestamp send`, `requests` for
//! Workers that log. Only ratios within one run mean anything: the arms of a race take turns, so that
//! whatever else the machine does hits all of them.

mod arms;
mod delivery;
mod files;
mod ingest;
mod machine;
mod measure;
mod places;
mod questions;
mod race;
mod records;
mod requests;
mod table;
mod times;
mod tools;
mod tree;

pub use arms::parses;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Parser, Subcommand};

/// Measures Linestamp.
#[derive(Debug, Parser)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the trees under target/bench
    Tree,
    /// Run the races and print a table
    Race(race::Args),
    /// Give records to the logs service, ask it, and print tables, beside plain SQLite and DuckDB
    Ingest(ingest::Args),
    /// Send records to a server and print a table, beside OpenTelemetry's exporter
    Delivery(delivery::Args),
    /// Send a file of records and print a table, beside curl
    Files(files::Args),
    /// Ask a Worker that logs, and print what a request takes
    Requests(requests::Args),
    /// Parse every source file of a tree and do nothing else
    #[command(hide = true)]
    Parse { tree: PathBuf },
    /// Send records to an address and end
    #[command(hide = true)]
    Send { sender: delivery::Sender, url: String, records: u64, spool: PathBuf },
    /// Copy every file of a tree on two threads
    #[command(hide = true)]
    Copy { from: PathBuf, to: PathBuf },
}

/// Runs the command line.
pub fn run() -> Result<()> {
    match Cli::parse().command {
        Command::Tree => tree::make_all(),
        Command::Race(args) => race::run(&args),
        Command::Ingest(args) => ingest::run(&args),
        Command::Delivery(args) => delivery::run(&args),
        Command::Files(args) => files::run(&args),
        Command::Requests(args) => requests::run(&args),
        Command::Parse { tree } => arms::parse(&tree),
        Command::Send { sender, url, records, spool } => {
            delivery::send(sender, &url, records, &spool)
        }
        Command::Copy { from, to } => arms::copy(&from, &to),
    }
}
