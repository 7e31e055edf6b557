//! The races, one file each. A race prints its own table.

mod grep;
mod growth;
mod migrate;
mod parse;
mod peers;
mod plugins;
mod tree_copy;
mod write;

use std::path::PathBuf;

use anyhow::Result;
use clap::ValueEnum;

use crate::measure::{Arm, Timing};
use crate::{machine, places, table, tools, tree};

/// What to race.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Which races to run, instead of all
    races: Vec<Race>,
    /// How often each arm runs; the slow peers run a third as often
    #[arg(long, default_value_t = 15)]
    rounds: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Race {
    Grep,
    Parse,
    Write,
    Copy,
    Growth,
    Peers,
    Migrate,
    Plugins,
}

/// What every race needs.
struct Course {
    linestamp: PathBuf,
    rounds: usize,
}

impl Course {
    fn linestamp(&self, args: &[&str]) -> Arm<'static> {
        Arm::new(format!("linestamp {}", args.join(" ")), &self.linestamp)
            .args(args.iter().copied())
    }
}

/// Runs the races and prints their tables.
pub(crate) fn run(args: &Args) -> Result<()> {
    tree::make_missing()?;
    let linestamp = tools::build("linestamp-cli", "linestamp")?;
    let course = Course { linestamp, rounds: args.rounds.max(1) };
    println!(
        "{}. The arms take turns; ratios are the middle one of {} rounds, and that of the fastest runs.\n",
        machine::describe(),
        course.rounds
    );
    for &race in Race::value_variants() {
        if args.races.is_empty() || args.races.contains(&race) {
            match race {
                Race::Grep => grep::run(&course)?,
                Race::Parse => parse::run(&course)?,
                Race::Write => write::run(&course)?,
                Race::Copy => tree_copy::run(&course)?,
                Race::Growth => growth::run(&course)?,
                Race::Peers => peers::run(&course)?,
                Race::Migrate => migrate::run(&course)?,
                Race::Plugins => plugins::run(&course)?,
            }
        }
    }
    places::clear(&places::bench().join("scratch"))?;
    println!("Again: `cargo run --release -p linestamp-bench -- race`");
    Ok(())
}

/// How a race ended, seen from one of its arms, and what it may come to at most.
struct Row<'a> {
    what: &'a str,
    own: &'a Timing,
    other: &'a Timing,
    limit: Option<f64>,
}

fn print(rows: &[Row<'_>]) {
    let cells: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let ratio = row.own.ratio(row.other);
            let limit = row.limit.map_or_else(String::new, |limit| {
                format!("{limit:.2}{}", if ratio <= limit { "" } else { ", missed" })
            });
            vec![
                row.what.to_owned(),
                row.own.name.clone(),
                table::time(row.own.median()),
                row.other.name.clone(),
                table::time(row.other.median()),
                format!("{ratio:.2}"),
                format!("{:.2}", row.own.best_ratio(row.other)),
                limit,
                table::mebibytes(row.own.memory),
            ]
        })
        .collect();
    let head =
        ["on", "arm", "median", "against", "median", "ratio", "of the best", "limit", "memory"];
    table::print(&head, &cells);
}
