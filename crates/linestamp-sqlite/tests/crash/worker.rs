//! What the process does whose end is tried.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};

use linestamp_schema::LogRecord;
use linestamp_sqlite::SqliteStore;
use linestamp_store::{Outcome, Store};

use crate::common::{batch, in_workspace, open, record, small};

const FOLDER: &str = "LINESTAMP_TEST_FOLDER";
const SAY: &str = "LINESTAMP_TEST_SAY";
const FIRST: &str = "LINESTAMP_TEST_FIRST";
const ROUNDS: &str = "LINESTAMP_TEST_ROUNDS";

/// It runs only where a test has started it.
#[tokio::test]
async fn worker() {
    let told = |name| std::env::var(name).ok();
    let (Some(folder), Some(say), Some(first), Some(rounds)) =
        (told(FOLDER), told(SAY), told(FIRST), told(ROUNDS))
    else {
        return;
    };
    let say = File::options().append(true).create(true).open(say).unwrap();
    let worker = Arc::new(Worker {
        store: open(Path::new(&folder), &small(60)),
        say: Mutex::new(say),
        first,
        rounds: rounds.parse().unwrap(),
    });
    let lanes = (0..3).map(|lane| tokio::spawn(Arc::clone(&worker).append(lane)));
    let mut lanes: Vec<_> = lanes.collect();
    lanes.push(tokio::spawn(Arc::clone(&worker).remove()));
    for lane in lanes {
        lane.await.unwrap();
    }
    worker.store.close().await.unwrap();
}

struct Worker {
    store: SqliteStore,
    say: Mutex<File>,
    first: String,
    rounds: u64,
}

impl Worker {
    /// Stores records and says which are acknowledged.
    async fn append(self: Arc<Self>, lane: u64) {
        for number in 0..self.rounds {
            let name = |part| format!("{}-{lane}-{number}-{part}", self.first);
            let records = (0..5).map(|part| kept(&name(part))).collect();
            let appended = self.store.append(batch(records)).await.unwrap();
            let mut lines = String::new();
            for (part, outcome) in appended.outcomes.iter().enumerate() {
                let Outcome::Stored(seq) = outcome else { panic!("{outcome:?}") };
                lines += &format!("acknowledged {} {seq}\n", name(part));
            }
            self.say(&lines);
        }
    }

    /// Stores records, removes them, merges what is left, and says how often.
    async fn remove(self: Arc<Self>) {
        for number in 0..self.rounds {
            let name = |part| format!("{}-gone-{number}-{part}", self.first);
            let records = (0..5).map(|part| removed(&name(part))).collect();
            self.store.append(batch(records)).await.unwrap();
            assert_eq!(self.store.delete(in_workspace("gone")).await.unwrap(), 5);
            self.store.tidy().await.unwrap();
            self.say(&format!("removed {number}\n"));
        }
    }

    fn say(&self, lines: &str) {
        self.say.lock().unwrap().write_all(lines.as_bytes()).unwrap();
    }
}

/// The record that is stored under an id and stays.
pub(crate) fn kept(id: &str) -> LogRecord {
    record(id, None, 1, "info")
}

/// The record that is stored under an id and is removed.
pub(crate) fn removed(id: &str) -> LogRecord {
    record(id, Some("gone"), 1, "info")
}

/// A process that works on a folder for so many rounds, whose ids begin with a number of its own.
pub(crate) fn start(folder: &Path, say: &Path, first: usize, rounds: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["worker::worker", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env(SAY, say)
        .env(FIRST, first.to_string())
        .env(ROUNDS, rounds.to_string());
    command
}

/// What the process has said.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Ids and places in the order of arrival.
    pub(crate) acknowledged: Vec<(String, u64)>,
    /// How often it has removed records.
    pub(crate) removed: usize,
}

impl Said {
    /// Of its lines, of which the last may be cut.
    pub(crate) fn of(lines: &[u8]) -> Said {
        let lines = String::from_utf8_lossy(lines);
        let mut said = Said::default();
        for line in lines.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')) {
            let words: Vec<&str> = line.split(' ').collect();
            match words[..] {
                ["acknowledged", id, seq] => {
                    said.acknowledged.push((id.to_owned(), seq.parse().unwrap()));
                }
                _ => said.removed += 1,
            }
        }
        said
    }
}
