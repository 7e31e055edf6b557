//! How fast records are stored durably and sealed, beside plain SQLite in the same run.

mod plain;
mod questions;
mod records;
mod stored;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::{machine, places, table};

/// How many records come at once.
const BATCH: u64 = 1000;

/// How much to store.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many records the store is given
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// How many of the same records plain SQLite is given
    #[arg(long, default_value_t = 1_000_000)]
    plain_rows: u64,
}

/// Runs both and prints a table.
pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = places::bench().join("ingest");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    println!(
        "{}. Batches of {BATCH}, each synced before the next step; one run.\n",
        machine::describe()
    );
    let (made, text) = make(args.rows.min(args.plain_rows));
    let plain = plain::run(&folder.join("plain.db"), args.plain_rows)?;
    let stored = stored::run(&folder.join("store"), args.rows)?;
    ensure!(stored.records == args.rows, "{} of {} are stored", stored.records, args.rows);
    let made = (args.rows.min(args.plain_rows), made);
    print(args, made, &plain, &stored);
    println!(
        "As NDJSON a record has {} bytes. A batch was acknowledged after {} in the middle, {} at the \
         99th of a hundred, {} at worst; {} batches were under way at once.\n",
        text / made.0,
        table::time(stored.wait(0.5)),
        table::time(stored.wait(0.99)),
        table::time(stored.wait(1.0)),
        stored::LANES,
    );
    println!("Opened again in {}; then, each question 20 times:\n", table::time(stored.opened));
    let rows: Vec<_> = stored.asked.iter().map(questions::Asked::row).collect();
    table::print(&["question", "median", "slowest"], &rows);
    fs::remove_dir_all(&folder)?;
    println!("Again: `cargo run --release -p linestamp-bench -- ingest --rows {}`", args.rows);
    Ok(())
}

fn print(args: &Args, made: (u64, Duration), plain: &plain::Plain, stored: &stored::Run) {
    let base = rate(args.plain_rows, plain.time);
    let row = |what: &str, rows: u64, time: Duration, bytes: Option<u64>, aim: Option<f64>| {
        let ratio = rate(rows, time) / base;
        vec![
            what.to_owned(),
            rows.to_string(),
            table::time(time),
            format!("{:.0}", rate(rows, time)),
            format!("{ratio:.2}"),
            aim.map_or_else(String::new, |aim| {
                format!("{aim}{}", if ratio < aim { ", missed" } else { "" })
            }),
            bytes.map_or_else(String::new, |bytes| (bytes / rows).to_string()),
        ]
    };
    let (plain_bytes, sealed_bytes) = (Some(plain.bytes), Some(stored.bytes));
    table::print(
        &["what", "records", "time", "a second", "ratio", "aim", "bytes a record"],
        &[
            row("the records made, nothing else", made.0, made.1, None, None),
            row("plain SQLite, eight indexes", args.plain_rows, plain.time, plain_bytes, None),
            row("stored, acknowledged", args.rows, stored.acknowledged, None, Some(5.0)),
            row("stored, until all is sealed", args.rows, stored.sealed, sealed_bytes, Some(3.0)),
        ],
    );
}

fn rate(rows: u64, time: Duration) -> f64 {
    rows as f64 / time.as_secs_f64()
}

/// What making the records takes, and how many bytes they are as NDJSON.
fn make(rows: u64) -> (Duration, u64) {
    let begin = Instant::now();
    for first in (0..rows).step_by(BATCH as usize) {
        std::hint::black_box(records::batch(first, BATCH.min(rows - first)));
    }
    let made = begin.elapsed();
    let length = |number| serde_json::to_vec(&records::record(number)).map_or(0, |line| line.len());
    // One in a thousand is measured; they are alike.
    let text: usize = (0..rows).step_by(1000).map(|number| length(number) + 1).sum();
    (made, text as u64 * rows / rows.div_ceil(1000))
}

/// The bytes of the files in a folder.
fn size(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in ignore::WalkBuilder::new(folder).standard_filters(false).build() {
        let found = entry?.metadata()?;
        bytes += if found.is_file() { found.len() } else { 0 };
    }
    Ok(bytes)
}
