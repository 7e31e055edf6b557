//! A backup over HTTP, brought back.

use std::sync::Arc;

use linestamp_server::Settings;
use linestamp_sqlite::{Options, SqliteStore, unpack};
use linestamp_store::Store as _;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Service, record};

async fn put(service: &Service, count: usize) {
    let records: Vec<Value> = (0..count).map(|_| record("Task started")).collect();
    let answer = service.post("application/json", json!(records).to_string()).send().await.unwrap();
    assert_eq!(answer.status(), 200);
}

#[tokio::test]
async fn a_backup_is_whole_or_not_there() {
    let folder = tempfile::tempdir().unwrap();
    let store =
        Arc::new(SqliteStore::open(folder.path().join("data"), Options::default()).unwrap());
    let service = Service::over(Arc::clone(&store) as _, Settings::default()).await;
    put(&service, 10).await;
    store.seal().await.unwrap();
    // Some of them sealed, others not.
    put(&service, 5).await;
    let answer = service.ask(Method::POST, "/v1/backup").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/x-tar");
    let archive = answer.bytes().await.unwrap();
    // What comes later is not in it.
    put(&service, 1).await;

    let back = folder.path().join("back");
    // A tar archive ends with two blocks of zeros, behind which nothing is missed.
    let end = archive.iter().rposition(|byte| *byte != 0).unwrap();
    for cut in (0..end).step_by(end / 40).chain([end]) {
        assert!(unpack(&archive[..cut], &back).is_err(), "{cut} bytes of {}", archive.len());
        assert!(!back.exists(), "{cut}");
    }
    let mut damaged = archive.to_vec();
    let place = archive.windows(12).position(|bytes| bytes == b"Task started").unwrap();
    damaged[place] = b't';
    assert!(unpack(&damaged[..], &back).unwrap_err().to_string().contains("take the backup again"));
    assert!(!back.exists());

    unpack(&archive[..], &back).unwrap();
    let there = unpack(&archive[..], &back).unwrap_err().to_string();
    assert!(there.contains("back"), "{there}");
    let restored = SqliteStore::open(&back, Options::default()).unwrap();
    assert_eq!(restored.status().await.unwrap().records, 15);
}
