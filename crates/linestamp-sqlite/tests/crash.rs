//! A process that is killed while it appends and seals: whatever it had been told is stored, is
//! there exactly once after the next start.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use linestamp_sqlite::SqliteStore;
use linestamp_store::{Outcome, Store};
use proptest::prelude::*;

use common::{batch, everything, in_workspace, open, record, small};

const FOLDER: &str = "LINESTAMP_TEST_FOLDER";
const FIRST: &str = "LINESTAMP_TEST_FIRST";

/// What the killed process does: it runs only where a test has started it.
#[tokio::test]
async fn child() {
    let (Ok(folder), Ok(first)) = (std::env::var(FOLDER), std::env::var(FIRST)) else { return };
    let store = Arc::new(open(Path::new(&folder), &small(60)));
    let first: u64 = first.parse().unwrap();
    let removing = tokio::spawn(remove(Arc::clone(&store), first));
    let lanes = (0..3).map(|lane| {
        let store = Arc::clone(&store);
        tokio::spawn(async move {
            for number in 0.. {
                let name = |part| format!("{first}-{lane}-{number}-{part}");
                let records = (0..5).map(|part| record(&name(part), None, 1, "info")).collect();
                let appended = store.append(batch(records)).await.unwrap();
                let mut line = String::new();
                for (part, outcome) in appended.outcomes.iter().enumerate() {
                    let Outcome::Stored(seq) = outcome else { panic!("{outcome:?}") };
                    line += &format!("acknowledged {} {seq}\n", name(part));
                }
                std::io::stdout().write_all(line.as_bytes()).unwrap();
            }
        })
    });
    for lane in lanes.collect::<Vec<_>>() {
        lane.await.unwrap();
    }
    removing.await.unwrap();
}

/// Stores records, removes them, merges what is left, and says how often.
async fn remove(store: Arc<SqliteStore>, first: u64) {
    for number in 0.. {
        let name = |part| format!("{first}-gone-{number}-{part}");
        let records = (0..5).map(|part| record(&name(part), Some("gone"), 1, "info")).collect();
        store.append(batch(records)).await.unwrap();
        assert_eq!(store.delete(in_workspace("gone")).await.unwrap(), 5);
        store.tidy().await.unwrap();
        std::io::stdout().write_all(format!("removed {number}\n").as_bytes()).unwrap();
    }
}

/// What the killed process had said.
#[derive(Default)]
struct Said {
    acknowledged: Vec<(String, u64)>,
    /// How often it had removed records.
    removed: usize,
}

/// Starts the child, kills it once it has said so many lines, and returns what it had said.
fn killed_after(folder: &Path, first: usize, lines: usize) -> Said {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["child", "--exact", "--nocapture"])
        .env(FOLDER, folder)
        .env(FIRST, first.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = Said::default();
    let mut killed = false;
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let mut words = line.split(' ');
        if let (Some("acknowledged"), Some(id), Some(Ok(seq))) =
            (words.next(), words.next(), words.next().map(str::parse))
        {
            said.acknowledged.push((id.to_owned(), seq));
        }
        said.removed += usize::from(line.starts_with("removed "));
        if said.acknowledged.len() >= lines && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    child.wait().unwrap();
    assert!(killed, "the child ended by itself");
    said
}

async fn survive(rounds: Vec<usize>) {
    let folder = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for (round, lines) in rounds.into_iter().enumerate() {
        let said = killed_after(folder.path(), round, lines);
        acknowledged.extend(said.acknowledged);
        let store = open(folder.path(), &small(60));
        let there = everything(&store).await;
        let gone = there.iter().filter(|stored| stored.record.workspace_id.is_some());
        let gone: BTreeSet<&str> =
            gone.filter_map(|stored| stored.record.id.rsplit_once('-')).map(|id| id.0).collect();
        // At most those that were being removed when it was killed.
        assert!(gone.len() <= 1, "{gone:?} after {} were removed", said.removed);
        let begun = format!("{round}-gone-{}", said.removed);
        assert!(gone.iter().all(|id| **id == begun), "{gone:?} instead of {begun}");
        let keys: BTreeSet<(String, u64)> =
            there.iter().map(|stored| (stored.record.id.clone(), stored.seq)).collect();
        assert_eq!(keys.len(), there.len());
        let ids: BTreeSet<&String> = keys.iter().map(|key| &key.0).collect();
        assert_eq!(ids.len(), there.len(), "a record is there twice");
        for said in &acknowledged {
            assert!(keys.contains(said), "{said:?} is missing");
        }
        // What is sent again, since nobody knows what became of it, is not stored again.
        let again = there.iter().map(|stored| stored.record.clone()).collect();
        let outcomes = store.append(batch(again)).await.unwrap().outcomes;
        assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Duplicate));
        store.delete(in_workspace("gone")).await.unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4,
        max_shrink_iters: 0,
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_acknowledged_is_missing_after_a_kill(
        rounds in prop::collection::vec(1..900usize, 4),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(survive(rounds));
    }
}
