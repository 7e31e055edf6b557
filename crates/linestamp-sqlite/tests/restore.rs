//! Backups come back whole or not at all, and damage in a sealed file is found.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use linestamp_filter::{Condition, Filter};
use linestamp_schema::column;
use linestamp_sqlite::{check, restore};
use linestamp_store::{Order, Query, Store, Stored};
use proptest::prelude::*;
use rusqlite::Connection;

use common::{batch, everything, open, record, small};

/// A closed store with three sealed files, and records that are not sealed.
async fn filled(folder: &Path) -> Vec<Stored> {
    let store = open(folder, &small(1000));
    for part in 0..4 {
        let records = (0..50).map(|id| record(&format!("{part}-{id}"), None, id, "info"));
        store.append(batch(records.collect())).await.unwrap();
        if part < 3 {
            store.seal().await.unwrap();
        }
    }
    let all = everything(&store).await;
    store.close().await.unwrap();
    all
}

fn sealed(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder.join("segments")).unwrap();
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

#[tokio::test]
async fn a_backup_comes_back_with_all_its_records() {
    let folder = tempfile::tempdir().unwrap();
    let [data, copy, back] = ["data", "copy", "back"].map(|name| folder.path().join(name));
    let before = filled(&data).await;
    let store = open(&data, &small(1000));
    store.backup(&copy).await.unwrap();
    store.append(batch(vec![record("later", None, 1, "info")])).await.unwrap();
    drop(store);
    restore(&copy, &back).unwrap();
    let checked = check(&back).unwrap();
    assert_eq!((checked.sound, checked.unknown, checked.damage), (3, 0, Vec::new()));
    let store = open(&back, &small(1000));
    assert_eq!(everything(&store).await, before);
    let again = restore(&copy, &back).unwrap_err().to_string();
    assert!(again.contains("name a folder that is empty or not there"), "{again}");
    let none = restore(folder.path().join("nowhere"), &back).unwrap_err().to_string();
    assert!(none.contains("there is no store in this folder"), "{none}");
}

#[tokio::test]
async fn a_store_that_was_never_sealed_comes_back_too() {
    let folder = tempfile::tempdir().unwrap();
    let [data, back] = ["data", "back"].map(|name| folder.path().join(name));
    let store = open(&data, &small(1000));
    store.append(batch(vec![record("one", None, 1, "info")])).await.unwrap();
    let open_elsewhere = restore(&data, &back).unwrap_err().to_string();
    assert!(open_elsewhere.contains("another process has this store open"), "{open_elsewhere}");
    store.close().await.unwrap();
    drop(store);
    restore(&data, &back).unwrap();
    assert_eq!(everything(&open(&back, &small(1000))).await.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_byte_that_changed_is_found(file in 0..3usize, place in any::<prop::sample::Index>(), by in 1..=255u8) {
        let folder = tempfile::tempdir().unwrap();
        let [data, back] = ["data", "back"].map(|name| folder.path().join(name));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(filled(&data));
        let path = &sealed(&data)[file];
        let mut bytes = fs::read(path).unwrap();
        let place = place.index(bytes.len());
        bytes[place] ^= by;
        fs::write(path, bytes).unwrap();
        let checked = check(&data).unwrap();
        assert_eq!(checked.sound, 2);
        let [damage] = &checked.damage[..] else { panic!("{checked:?}") };
        assert!(damage.starts_with(&path.display().to_string()), "{damage}");
        let refused = restore(&data, &back).unwrap_err().to_string();
        assert!(refused.contains(damage), "{refused}");
        assert!(!back.exists());
    }
}

#[tokio::test]
async fn a_file_that_is_cut_or_gone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    filled(folder.path()).await;
    let [first, second, _] = &sealed(folder.path())[..] else { panic!("three files") };
    fs::remove_file(first).unwrap();
    let file = fs::File::options().write(true).open(second).unwrap();
    file.set_len(file.metadata().unwrap().len() - 4096).unwrap();
    let checked = check(folder.path()).unwrap();
    assert_eq!((checked.sound, checked.damage.len()), (1, 2));
    assert!(checked.damage[0].contains(&first.display().to_string()), "{checked:?}");
    assert!(checked.damage[1].contains(&second.display().to_string()), "{checked:?}");
}

/// Makes a store one of the first format: without checksums and trigrams.
fn of_the_first_format(folder: &Path) {
    for path in sealed(folder) {
        let conn = Connection::open(path).unwrap();
        conn.execute_batch("DROP TABLE trigrams; DROP TABLE blocks").unwrap();
    }
    let conn = Connection::open(folder.join("manifest.db")).unwrap();
    conn.execute_batch("ALTER TABLE segments DROP COLUMN checksum; PRAGMA user_version = 1")
        .unwrap();
}

#[tokio::test]
async fn a_store_of_the_first_format_is_read_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let mut records = filled(folder.path()).await;
    of_the_first_format(folder.path());
    let checked = check(folder.path()).unwrap();
    assert_eq!((checked.sound, checked.unknown), (0, 3));
    let store = open(folder.path(), &small(1000));
    assert_eq!(everything(&store).await, records);
    store.append(batch(vec![record("0-9 more", None, 1, "info")])).await.unwrap();
    store.seal().await.unwrap();
    let filter =
        Filter::on(column("message").unwrap(), Condition::Contains("task 0-9 ".to_owned()));
    let query = Query { filter, order: Order::OldestFirst, after: None, limit: 10 };
    let found = store.records(query).await.unwrap().records;
    records = everything(&store).await;
    records.retain(|stored| stored.record.message.contains("Task 0-9 "));
    records.sort_by_key(|stored| (stored.record.timestamp, stored.seq));
    assert_eq!((found.len(), found), (2, records));
    drop(store);
    assert_eq!(check(folder.path()).unwrap().sound, 1);
}
