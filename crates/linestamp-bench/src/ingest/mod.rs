//! How fast the logs service takes records, durably, over HTTP, and how fast it answers; beside plain SQLite
//! and DuckDB in the same run.

mod data;
mod plain;
mod send;
mod server;
mod tails;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use tokio::runtime::Runtime;

use crate::times::Times;
use crate::{machine, places, questions, table, tools};
use data::Data;
use plain::Plain;
use send::Answers;
use server::Server;
use tails::Tails;

/// How many records come at once.
const BATCH: u64 = 1000;

/// No batch should wait longer, sealed or not.
const STALL: Duration = Duration::from_millis(200);

/// How much to store.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// How many records the service is given, and everybody is asked about
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// How many of them plain SQLite is given while it is timed
    #[arg(long, default_value_t = 1_000_000)]
    plain_rows: u64,
    /// How many of them come while they are followed
    #[arg(long, default_value_t = 1_000_000)]
    tailed_rows: u64,
    /// How many readers follow
    #[arg(long, default_value_t = 10)]
    tails: usize,
    /// Ask the service alone, and neither plain SQLite nor DuckDB, which take longer than everything else
    #[arg(long)]
    alone: bool,
}

/// Runs everything and prints tables.
pub(crate) fn run(args: &Args) -> Result<()> {
    let folder = places::bench().join("ingest");
    places::fresh(&folder)?;
    let bench = Bench {
        program: tools::build("linestamp-cli", "linestamp")?,
        runtime: tokio::runtime::Builder::new_current_thread().enable_all().build()?,
        data: Data::write(&folder.join("records.ndjson"), whole(args.rows))?,
        folder,
    };
    println!(
        "{}. Batches of {BATCH}, each synced before its answer, {} under way; one run. As NDJSON a record has {} bytes.\n",
        machine::describe(),
        send::LANES,
        bench.data.bytes / bench.data.rows,
    );
    bench.take(args)?;
    bench.answer(args.alone)?;
    places::clear(&bench.folder)?;
    println!("Again: `cargo run --release -p linestamp-bench -- ingest --rows {}`", args.rows);
    Ok(())
}

/// Whole batches, at least one.
fn whole(rows: u64) -> u64 {
    rows.div_ceil(BATCH).max(1) * BATCH
}

/// What all runs share.
struct Bench {
    program: PathBuf,
    runtime: Runtime,
    data: Data,
    folder: PathBuf,
}

/// How records were taken.
struct Taken {
    rows: u64,
    acknowledged: Duration,
    sealed: Duration,
    bytes: u64,
    memory: u64,
    answers: Answers,
    /// How long after its acknowledgement each record was with each reader.
    told: Times,
    skipped: u64,
}

impl Bench {
    fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    /// Plain SQLite, the service followed and not: what is taken in which time.
    fn take(&self, args: &Args) -> Result<()> {
        let mut plain = Plain::create(&self.folder.join("timed.db"))?;
        let plain_rows = whole(args.plain_rows).min(self.data.rows);
        let time = plain.insert_until(plain_rows)?;
        let plain = Rate { rows: plain_rows, time, bytes: plain.bytes()? };
        let followed = self.folder.join("followed");
        let tailed_rows = whole(args.tailed_rows);
        let followed = self.serve(&followed, tailed_rows, args.tails)?;
        let alone = self.serve(&self.store(), self.data.rows, 0)?;
        let mut rows = vec![plain.row("plain SQLite, eight indexes", &plain, None)];
        let name = format!("the service, followed by {} tails", args.tails);
        for (name, taken) in [("the service", &alone), (&name, &followed)] {
            let rate = |time| Rate { rows: taken.rows, time, bytes: taken.bytes };
            rows.push(rate(taken.acknowledged).row(
                &format!("{name}: acknowledged"),
                &plain,
                Some(5.0),
            ));
            rows.push(rate(taken.sealed).row(
                &format!("{name}: until all is sealed"),
                &plain,
                Some(3.0),
            ));
        }
        table::print(
            &["what", "records", "time", "a second", "ratio", "aim", "bytes a record"],
            &rows,
        );
        alone.describe("Alone");
        followed.describe("Followed");
        Ok(())
    }

    /// Gives a new service the first so many records while readers follow the errors.
    fn serve(&self, folder: &Path, rows: u64, readers: usize) -> Result<Taken> {
        let server = Server::start(&self.program, folder)?;
        let rows = rows.min(self.data.rows);
        let begin = Instant::now();
        let (answers, acknowledged, (told, skipped)) = self.runtime.block_on(async {
            let errors = self.data.errors(rows / BATCH);
            let tails = Tails::start(&server.url, readers, errors).await?;
            let answers = send::send(&server.url, self.data.batches(rows)?).await?;
            let acknowledged = begin.elapsed();
            let told = tails.end(&answers).await?;
            anyhow::Ok((answers, acknowledged, told))
        })?;
        server.wait_until_sealed()?;
        let sealed = begin.elapsed();
        let memory = server.peak_memory().unwrap_or_default();
        drop(server);
        Ok(Taken {
            rows,
            acknowledged,
            sealed,
            bytes: size(folder)?,
            memory,
            answers,
            told,
            skipped,
        })
    }

    /// Asks the service, started anew, and unless it is alone plain SQLite and DuckDB, about the same records.
    fn answer(&self, alone: bool) -> Result<()> {
        let server = Server::start(&self.program, &self.store())?;
        let service = questions::service::ask(&self.runtime, &server.url, self.data.rows)?;
        println!(
            "Started again in {}. {} records, asked one after the other, warm; the middle and the 99th of \
             up to 100 times.\n",
            table::time(server.started),
            self.data.rows,
        );
        drop(server);
        let others = match alone {
            true => Vec::new(),
            false => vec![
                ("plain SQLite", self.ask_sqlite()?),
                ("DuckDB", questions::duckdb::ask(&self.folder, &self.data.path, self.data.rows)?),
            ],
        };
        compare(&service, &others);
        Ok(())
    }

    fn ask_sqlite(&self) -> Result<Vec<Times>> {
        let mut plain = Plain::create(&self.folder.join("asked.db"))?;
        plain.load_until(self.data.rows)?;
        plain.ask()
    }
}

/// So many records in a time.
struct Rate {
    rows: u64,
    time: Duration,
    bytes: u64,
}

impl Rate {
    fn a_second(&self) -> f64 {
        self.rows as f64 / self.time.as_secs_f64()
    }

    fn row(&self, what: &str, base: &Rate, aim: Option<f64>) -> Vec<String> {
        let ratio = self.a_second() / base.a_second();
        let missed = aim.is_some_and(|aim| ratio < aim);
        vec![
            what.to_owned(),
            self.rows.to_string(),
            table::time(self.time),
            format!("{:.0}", self.a_second()),
            format!("{ratio:.2}"),
            aim.map_or_else(String::new, |aim| aim_cell(&aim.to_string(), missed)),
            (self.bytes / self.rows).to_string(),
        ]
    }
}

impl Taken {
    fn describe(&self, how: &str) {
        println!(
            "{how}: a batch waited for its answer {}; {} of {} longer than {}. At most {} of memory.\n",
            self.answers.waits.sentence(),
            self.answers.waits.longer(STALL),
            self.answers.waits.count(),
            table::time(STALL),
            table::mebibytes(self.memory),
        );
        if self.told.count() > 0 {
            println!(
                "{} errors were told to readers, after their acknowledgement by {}; {} more were \
                 skipped, and said to be.\n",
                self.told.count(),
                self.told.sentence(),
                self.skipped,
            );
        }
    }
}

/// The service and others side by side.
fn compare(service: &[Times], others: &[(&str, Vec<Times>)]) {
    let rows = questions::ALL.iter().zip(service).enumerate().map(|(place, (question, times))| {
        let aim = question
            .aim
            .map_or_else(String::new, |aim| aim_cell(&table::time(aim), times.within(0.99) > aim));
        let own = [question.what.to_owned(), times.cell(), aim];
        let others = others.iter().filter_map(|(_, asked)| asked.get(place).map(Times::cell));
        own.into_iter().chain(others).collect()
    });
    let names = others.iter().map(|(name, _)| *name);
    let head: Vec<&str> = ["question", "the service", "aim"].into_iter().chain(names).collect();
    table::print(&head, &rows.collect::<Vec<_>>());
}

fn aim_cell(aim: &str, missed: bool) -> String {
    format!("{aim}{}", if missed { ", missed" } else { "" })
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
