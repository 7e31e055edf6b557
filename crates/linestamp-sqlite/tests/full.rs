//! A disk that takes no more: a process whose files may not grow beyond a limit, as on a full disk.
#![cfg(unix)]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use linestamp_store::{Store, StoreError};

use common::{batch, everything, open, record, small};

const FOLDER: &str = "LINESTAMP_TEST_FULL";

/// The folder may also be one on a small file system: `LINESTAMP_TEST_FULL=/mnt/small`.
#[tokio::test]
async fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let mut options = small(u64::MAX);
    options.seal_bytes = u64::MAX;
    options.retention.age = Some(Duration::from_secs(1));
    let store = open(Path::new(&folder), &options);
    let numbered = |first: u64| {
        let one = |number: u64| record(&format!("{number}"), None, 1, "info");
        (first..first + 50).map(one).collect::<Vec<_>>()
    };
    // Long ago, by the clock of the store: they may expire.
    let old = linestamp_store::Batch { records: numbered(0), received_at: common::at(1) };
    store.append(old).await.unwrap();
    store.seal().await.unwrap();
    let mut acknowledged = 50;
    let full = loop {
        match store.append(batch(numbered(acknowledged))).await {
            Ok(_) => acknowledged += 50,
            Err(error) => break error,
        }
    };
    assert!(matches!(full, StoreError::Full(_)), "{full:?}");
    // Nothing of the batch is there, all else is, and both can be read.
    let there = everything(&store).await;
    let ids: Vec<u64> = there.iter().map(|stored| stored.record.id.parse().unwrap()).collect();
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    assert_eq!(there.iter().filter(|stored| stored.received_at == common::at(1)).count(), 50);
    assert_eq!(ids.len() as u64, acknowledged);
    // Retention works.
    store.expire().await.unwrap();
    assert_eq!(everything(&store).await.len() as u64, acknowledged - 50);
    // After a new start as well, and what the disk takes is taken.
    drop(store);
    let store = open(Path::new(&folder), &options);
    assert_eq!(everything(&store).await.len() as u64, acknowledged - 50);
    println!("refused after {acknowledged}");
}

#[test]
fn a_full_disk_loses_nothing_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    // The signal that comes with the limit would end the process; a full disk sends none.
    let limited = "trap '' XFSZ; ulimit -f 2048; exec \"$0\" child --exact --nocapture";
    let ran = Command::new("sh")
        .args(["-c", limited])
        .arg(std::env::current_exe().unwrap())
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{said}\n{}", String::from_utf8_lossy(&ran.stderr));
    assert!(said.contains("refused after"), "{said}");
}
