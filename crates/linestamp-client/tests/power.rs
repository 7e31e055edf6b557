//! A machine that loses its power: of the records that were said to be durable none is lost,
//! whatever of the unsynced writes of the spool and of the file sink is.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use linestamp_client::sinks::file::Files;
use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{
    BatchLimits, Client, ClientBuilder, Environment, LogRecord, Retry, Spool, Verdict,
};
use linestamp_powercut::Recorder;

const FOLDER: &str = "LINESTAMP_TEST_FOLDER";
const RUN: &str = "LINESTAMP_TEST_RUN";
/// How many processes log, one after the other.
const RUNS: usize = 4;
/// How many records each logs.
const RECORDS: usize = 60;
/// At how many moments the power is cut.
const CUTS: usize = 40;
/// Longer than anything here takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// A backend that is away.
#[derive(Debug)]
struct Away;

impl Sink for Away {
    fn send<'a>(&'a mut self, _: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async { Verdict::Retry { reason: "away".to_owned(), after: None } })
    }
}

fn client(spool: Spool, sink: impl Sink + 'static) -> ClientBuilder {
    let retry = Retry {
        first: Duration::from_millis(1),
        longest: Duration::from_millis(10),
        ..Retry::default()
    };
    let batch = BatchLimits { records: 7, age: Duration::from_millis(2), ..Default::default() };
    Client::builder("cut", Environment::Development, sink)
        .retry(retry)
        .batch(batch)
        .spool(spool.segment(3_000))
        .on_notice(|_| ())
}

/// Files that are rotated after a few records.
fn files(folder: &Path) -> Files {
    Files::at(folder.join("sent.ndjson")).rotate_at(5_000).keep(1_000).sync(true)
}

/// The process that loses its power; it runs only where the test has started it.
#[test]
fn worker() {
    let (Ok(folder), Ok(run)) = (std::env::var(FOLDER), std::env::var(RUN)) else { return };
    let (folder, run): (_, usize) = (Path::new(&folder), run.parse().unwrap());
    let place = folder.join("var").join("spool");
    let spool = if run < 2 { Spool::always(place) } else { Spool::overflow(place) };
    let client = if run.is_multiple_of(2) {
        client(spool, Away)
    } else {
        client(spool, files(folder).sink().unwrap())
    };
    let client = client.start().unwrap();
    let mut said = File::options().append(true).create(true).open(folder.join("said")).unwrap();
    for number in 0..RECORDS {
        let id = format!("{run}-{number}");
        client.logger().info("…").id(id.as_str()).log_durable_blocking(PATIENCE).unwrap();
        said.write_all(format!("{id}\n").as_bytes()).unwrap();
    }
    // What is not sent is left to the next one.
    std::process::exit(0);
}

/// Sends what a power cut has left, and returns the ids of all that was ever sent.
fn sent(left: &Path) -> BTreeSet<String> {
    let spool = Spool::always(left.join("var").join("spool"));
    let client = client(spool, files(left).sync(false).sink().unwrap()).start().unwrap();
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.spooled, health.dropped.total()), (0, 0), "{health:?}");
    let mut ids = BTreeSet::new();
    for found in fs::read_dir(left).unwrap() {
        let path = found.unwrap().path();
        if !path.file_name().unwrap().to_str().unwrap().starts_with("sent.ndjson") {
            continue;
        }
        // Where a cut has torn a line, the next one begins behind it.
        let lines = fs::read(path).unwrap();
        let records = lines.split(|byte| *byte == b'\n').map(serde_json::from_slice::<LogRecord>);
        ids.extend(records.filter_map(Result::ok).map(|record| record.id));
    }
    ids
}

#[test]
fn what_is_durable_outlasts_a_power_cut() {
    let recorder = Recorder::new();
    for run in 0..RUNS {
        let mut worker = Command::new(std::env::current_exe().unwrap());
        worker.args(["worker", "--exact", "--nocapture"]);
        recorder.run(worker.env(FOLDER, recorder.folder()).env(RUN, run.to_string()));
    }
    recorder.cut(CUTS, |disk, left| {
        let said = String::from_utf8(disk.read("said")).unwrap();
        let sent = sent(left);
        let lost: Vec<&str> = said.lines().filter(|id| !sent.contains(*id)).collect();
        assert_eq!(lost, [""; 0]);
    });
}
