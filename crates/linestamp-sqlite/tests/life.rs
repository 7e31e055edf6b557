//! Retention, limits, and what a folder refuses.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::fs;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use linestamp_filter::Filter;
use linestamp_schema::{Environment, Level, LogRecord};
use linestamp_sqlite::{Options, Rule, SqliteStore};
use linestamp_store::{Batch, Outcome, Store, StoreError};

use common::{at, batch, everything, in_workspace, open, record, small};

const DAY: u64 = 86_400;

fn days_ago(days: u64) -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    (since - Duration::from_secs(days * DAY)).as_millis() as i64
}

async fn arrive(store: &SqliteStore, days: u64, records: Vec<LogRecord>) {
    store.append(Batch { records, received_at: at(days_ago(days)) }).await.unwrap();
}

async fn ids(store: &dyn Store) -> Vec<String> {
    everything(store).await.into_iter().map(|stored| stored.record.id).collect()
}

fn files(folder: &tempfile::TempDir) -> usize {
    fs::read_dir(folder.path().join("segments")).unwrap().count()
}

#[tokio::test]
async fn records_expire_by_their_rules_and_by_arrival() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::default();
    options.retention.age = Some(Duration::from_secs(7 * DAY));
    options.retention.rules = vec![
        Rule {
            environment: Some(Environment::Production),
            level: Some(Level::Error),
            age: Some(Duration::from_secs(90 * DAY)),
        },
        Rule { environment: None, level: Some(Level::Debug), age: Some(Duration::from_secs(DAY)) },
    ];
    let store = open(folder.path(), &options);
    // Its own clock is far off: that neither keeps it nor drops it.
    let (past, future) = (0, 253_402_300_799_999);
    for (days, name) in [(100, "hundred"), (30, "month"), (2, "two"), (0, "today")] {
        let records = ["error", "info", "debug"].map(|level| {
            let time = if days > 1 { future } else { past };
            record(&format!("{level} {name}"), None, time, level)
        });
        arrive(&store, days, records.to_vec()).await;
        store.seal().await.unwrap();
    }
    // By how long they are kept, never by what they say of their time.
    assert_eq!(files(&folder), 12);
    store.expire().await.unwrap();
    let left = ["error month", "error two", "info two", "error today", "info today", "debug today"];
    assert_eq!(ids(&store).await, left);
    assert_eq!(files(&folder), 6);
    // An id is free again once its record has expired.
    let again = batch(vec![record("info month", None, 1, "info")]);
    assert!(matches!(store.append(again).await.unwrap().outcomes[..], [Outcome::Stored(_)]));
}

#[tokio::test]
async fn the_oldest_make_room_where_bytes_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let fill = async |options: &Options| {
        let store = open(folder.path(), options);
        for (days, id) in [(3, "a"), (2, "b"), (1, "c")] {
            arrive(&store, days, vec![record(id, None, 1, "info")]).await;
            store.seal().await.unwrap();
        }
        store
    };
    let mut options = Options::default();
    let store = fill(&options).await;
    drop(store);
    let segments = fs::read_dir(folder.path().join("segments")).unwrap();
    let bytes: u64 = segments.map(|entry| entry.unwrap().metadata().unwrap().len()).sum();
    options.retention.bytes = Some(bytes - 1);
    let store = open(folder.path(), &options);
    store.expire().await.unwrap();
    assert_eq!(ids(&store).await, ["b", "c"]);
}

#[tokio::test]
async fn places_are_given_away_once_even_if_the_last_record_is_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(100));
    store.append(batch(vec![record("a", Some("one"), 1, "info")])).await.unwrap();
    assert_eq!(store.delete(in_workspace("one")).await.unwrap(), 1);
    assert_eq!(files(&folder), 0);
    drop(store);
    let store = open(folder.path(), &small(100));
    let appended = store.append(batch(vec![record("a", Some("one"), 1, "info")])).await.unwrap();
    assert_eq!(appended.outcomes, [Outcome::Stored(2)]);
    assert_eq!(*store.watch().borrow(), 2);
}

#[tokio::test]
async fn what_waits_is_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = Options::default();
    options.queue_bytes = 2_000;
    let store = open(folder.path(), &options);
    let many = |name: u64| {
        let one = |id: u64| record(&format!("{name}-{id}"), None, 1, "info");
        batch((0..1000).map(one).collect())
    };
    let batches: Vec<_> = (0..10).map(many).collect();
    let waiting: Vec<_> = batches.into_iter().map(|batch| store.append(batch)).collect();
    let mut outcomes = Vec::new();
    for append in waiting {
        outcomes.push(append.await);
    }
    let refused = outcomes.iter().filter(|done| matches!(done, Err(StoreError::Busy(_)))).count();
    let stored = outcomes.iter().filter(|done| done.is_ok()).count();
    assert!(refused > 0 && refused + stored == 10, "{refused} refused, {stored} stored");
    assert_eq!(store.status().await.unwrap().records, stored as u64 * 1000);
}

#[tokio::test]
async fn a_folder_has_one_store_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(100));
    let second = SqliteStore::open(folder.path(), Options::default()).unwrap_err().to_string();
    assert!(second.contains("another process has this store open"), "{second}");
    store.close().await.unwrap();
    let closed = store.append(batch(vec![record("a", None, 1, "info")])).await;
    assert!(matches!(closed, Err(StoreError::Closed)));
    drop(store);
    open(folder.path(), &small(100));
}

#[test]
fn a_newer_format_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(open(folder.path(), &small(100)));
    let manifest = rusqlite::Connection::open(folder.path().join("manifest.db")).unwrap();
    manifest.pragma_update(None, "user_version", 99).unwrap();
    let newer = SqliteStore::open(folder.path(), Options::default()).unwrap_err().to_string();
    assert!(newer.contains("its format 99 is newer than this program"), "{newer}");
}

#[tokio::test]
async fn a_listed_file_that_is_gone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(100));
    store.append(batch(vec![record("a", None, 1, "info")])).await.unwrap();
    store.seal().await.unwrap();
    drop(store);
    fs::remove_file(folder.path().join("segments/00000001.db")).unwrap();
    let gone = SqliteStore::open(folder.path(), Options::default()).unwrap_err().to_string();
    assert!(gone.contains("00000001.db") && gone.contains("put it back from a backup"), "{gone}");
}

#[tokio::test]
async fn small_files_are_merged_and_readers_keep_what_they_began_with() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(100));
    for number in 0..20 {
        arrive(&store, 1, vec![record(&format!("{number}"), None, number, "info")]).await;
        store.seal().await.unwrap();
    }
    let before = everything(&store).await;
    store.tidy().await.unwrap();
    assert_eq!(files(&folder), 1);
    assert_eq!(everything(&store).await, before);
    assert_eq!(store.delete(Filter::All).await.unwrap(), 20);
}

#[tokio::test]
async fn what_fails_in_the_background_is_told_and_tried_again() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &small(1000));
    // Where the first files would be built, there is something in the way.
    for number in 1..=3 {
        fs::create_dir(folder.path().join(format!("segments/0000000{number}.tmp"))).unwrap();
    }
    let records = ["a", "b"].map(|id| record(id, None, 1, "info")).to_vec();
    store.append(batch(records)).await.unwrap();
    // Between the two the store tries by itself.
    assert!(store.seal().await.is_err());
    let failed = store.seal().await.unwrap_err().to_string();
    assert!(failed.contains("00000003.tmp"), "{failed}");
    let troubles = store.troubles();
    assert!(matches!(&troubles[..], [one] if one.starts_with("sealing fails: ")), "{troubles:?}");
    assert_eq!(ids(&store).await, ["a", "b"]);
    store.seal().await.unwrap();
    assert!(store.troubles().is_empty());
    assert_eq!(ids(&store).await, ["a", "b"]);
}
