//! Whoever looks at a folder from outside, while it is filled, sealed and compacted, sees each record
//! that was acknowledged before, once.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use linestamp_filter::Filter;
use linestamp_sqlite::View;
use linestamp_store::{Order, Query, Store as _, StoreError};

use common::{batch, in_workspace, open, record, small};

const ROUNDS: u64 = 80;

/// The numbers of all records, in the order of arrival.
fn numbers(view: &View) -> Option<Vec<u64>> {
    let query =
        Query { filter: Filter::All, order: Order::OldestFirst, after: None, limit: 10_000 };
    match view.records(&query) {
        Ok(page) => {
            let mut numbers: Vec<u64> = page.records.iter().map(|stored| stored.seq).collect();
            numbers.sort_unstable();
            Some(numbers)
        }
        // The files did not hold still.
        Err(StoreError::Busy(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

fn look(folder: &Path, acknowledged: &AtomicU64, is_over: &AtomicBool) -> usize {
    let view = View::open(folder).unwrap();
    let (mut looks, mut followed) = (0, Vec::new());
    loop {
        let last = is_over.load(Ordering::Acquire);
        let before = acknowledged.load(Ordering::Acquire);
        if let Some(seen) = numbers(&view) {
            assert!(seen.len() as u64 >= before, "{} of {before}", seen.len());
            assert_eq!(seen, (1..=seen.len() as u64).collect::<Vec<_>>());
            looks += 1;
        }
        if let Ok(arrived) = view.arrived(followed.last().copied().unwrap_or(0), 7) {
            followed.extend(arrived.iter().map(|stored| stored.seq));
        }
        if last && followed.len() as u64 == ROUNDS * 5 {
            assert_eq!(followed, (1..=ROUNDS * 5).collect::<Vec<_>>());
            return looks;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_read_beside_its_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(20));
    let (acknowledged, is_over) = (AtomicU64::new(0), AtomicBool::new(false));
    let runtime = tokio::runtime::Handle::current();
    let looks = std::thread::scope(|scope| {
        let looking = scope.spawn(|| look(folder.path(), &acknowledged, &is_over));
        tokio::task::block_in_place(|| {
            runtime.block_on(async {
                for round in 0..ROUNDS {
                    let ids = (0..5).map(|part| format!("{round}-{part}"));
                    let records = ids.map(|id| record(&id, Some("one"), 1, "info")).collect();
                    store.append(batch(records)).await.unwrap();
                    acknowledged.store((round + 1) * 5, Ordering::Release);
                }
            });
        });
        is_over.store(true, Ordering::Release);
        looking.join().unwrap()
    });
    assert!(looks > 0);
    let view = View::open(folder.path()).unwrap();
    assert_eq!(store.delete(in_workspace("one")).await.unwrap(), ROUNDS * 5);
    assert_eq!(numbers(&view), Some(Vec::new()));
    store.close().await.unwrap();
    assert_eq!(numbers(&view), Some(Vec::new()));
}

#[test]
fn where_there_is_no_store_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let error = View::open(folder.path()).unwrap_err().to_string();
    assert!(error.contains("there is no store in this folder"), "{error}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}
