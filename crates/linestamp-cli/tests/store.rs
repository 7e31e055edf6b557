//! `linestamp store` and `linestamp delete --data`, as a user runs them.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;
use linestamp_schema::Timestamp;
use linestamp_sqlite::{Options, SqliteStore};
use linestamp_store::{Batch, Store as _};
use serde_json::json;

/// A store with a sealed file.
async fn filled(folder: &Path) -> SqliteStore {
    let store = SqliteStore::open(folder, Options::default()).unwrap();
    let record = json!({
        "id": "a", "timestamp": 1_763_000_000_000_i64, "level": "info", "service": "executor",
        "environment": "production", "message": "Task started",
    });
    let records = vec![serde_json::from_value(record).unwrap()];
    store.append(Batch { records, received_at: Timestamp::MAX }).await.unwrap();
    store.seal().await.unwrap();
    store
}

/// Its status, and what it says.
fn store(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    run(data, &[&["store"], arguments].concat())
}

fn run(data: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(cargo_bin("linestamp"));
    let output = command.args(arguments).arg("--data").arg(data).output().unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8(said).unwrap())
}

#[tokio::test]
async fn a_store_is_backed_up_checked_and_restored() {
    let folder = tempfile::tempdir().unwrap();
    let [data, copy, back] = ["data", "copy", "back"].map(|name| folder.path().join(name));
    let [copied, sound] = [copy.to_str().unwrap(), "1 sealed files are as they were sealed"];
    let running = filled(&data).await;
    let (status, said) = store(&data, &["backup", copied]);
    assert_eq!(status, Some(2));
    assert!(said.contains("another process has this store open"), "{said}");
    running.close().await.unwrap();
    drop(running);
    assert_eq!(store(&data, &["backup", copied]), (Some(0), String::new()));
    assert_eq!(store(&back, &["restore", copied]), (Some(0), String::new()));
    assert_eq!(store(&back, &["check"]), (Some(0), format!("{sound}, 0 are not\n")));
    let restored = SqliteStore::open(&back, Options::default()).unwrap();
    assert_eq!(restored.status().await.unwrap().records, 1);
}

#[tokio::test]
async fn damage_is_told_and_is_not_restored() {
    let folder = tempfile::tempdir().unwrap();
    let [data, back] = ["data", "back"].map(|name| folder.path().join(name));
    drop(filled(&data).await);
    let path = data.join("segments/00000001.db");
    // A text that changes leaves the file's structure sound.
    let bytes = fs::read(&path).unwrap();
    let place = bytes.windows(12).position(|bytes| bytes == b"Task started").unwrap();
    let changed = [&bytes[..place], b"Desk started", &bytes[place + 12..]].concat();
    fs::write(&path, changed).unwrap();
    let (status, said) = store(&data, &["check"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("00000001.db: its bytes are not those"), "{said}");
    assert!(said.ends_with("0 sealed files are as they were sealed, 1 are not\n"), "{said}");
    let (status, said) = store(&back, &["restore", data.to_str().unwrap()]);
    assert_eq!(status, Some(2));
    assert!(said.contains("put it back from a backup"), "{said}");
    assert!(!back.exists());
    let (status, said) = store(&folder.path().join("nowhere"), &["backup", "copy"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("there is no store in this folder"), "{said}");
}

#[tokio::test]
async fn records_are_removed_from_the_files_of_a_service_that_does_not_run() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let running = filled(&data).await;
    let (status, said) = run(&data, &["delete", "started", "--yes"]);
    assert_eq!(status, Some(2));
    assert!(said.contains("another process has this store open"), "{said}");
    running.close().await.unwrap();
    drop(running);
    let counted = "1 record would be removed for good; --yes does it\n";
    assert_eq!(run(&data, &["delete", "started"]), (Some(0), counted.to_owned()));
    let other = run(&data, &["delete", "stopped", "--yes"]);
    assert_eq!(other, (Some(0), "0 records removed\n".to_owned()));
    let removed = run(&data, &["delete", "started", "--yes"]);
    assert_eq!(removed, (Some(0), "1 record removed\n".to_owned()));
    let store = SqliteStore::open(&data, Options::default()).unwrap();
    assert_eq!(store.status().await.unwrap().records, 0);
}
