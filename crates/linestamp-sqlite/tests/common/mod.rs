//! Records and stores for tests.
#![allow(dead_code, reason = "not every test needs everything")]

use std::path::Path;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{LogRecord, Timestamp, column};
use linestamp_sqlite::{Options, SqliteStore};
use linestamp_store::{Batch, Order, Query, Store, Stored};
use serde_json::json;

pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

pub(crate) fn record(id: &str, workspace: Option<&str>, timestamp: i64, level: &str) -> LogRecord {
    serde_json::from_value(json!({
        "id": id, "timestamp": timestamp, "level": level, "service": "executor",
        "environment": "production", "message": format!("Task {id} started"),
        "workspace_id": workspace, "source_location": "executor.ts:142",
        "metadata": { "attempt": 3, "user": { "plan": "pro" } },
    }))
    .unwrap()
}

/// Sealed at so few records that a test sees it happen.
pub(crate) fn small(rows: u64) -> Options {
    let mut options = Options::default();
    options.seal_rows = rows;
    options
}

pub(crate) fn open(folder: &Path, options: &Options) -> SqliteStore {
    SqliteStore::open(folder, options.clone()).unwrap()
}

pub(crate) fn batch(records: Vec<LogRecord>) -> Batch {
    Batch { records, received_at: at(2_000_000_000_000) }
}

pub(crate) fn in_workspace(workspace: &str) -> Filter {
    Filter::on(column("workspace_id").unwrap(), Condition::Is(workspace.to_owned()))
}

/// Everything, by arrival.
pub(crate) async fn everything(store: &dyn Store) -> Vec<Stored> {
    store.arrived(0, usize::MAX).await.unwrap()
}

/// Everything, the oldest first, page by page.
pub(crate) async fn pages(store: &dyn Store, filter: Filter, limit: usize) -> Vec<Stored> {
    let mut query = Query { filter, order: Order::OldestFirst, after: None, limit };
    let mut records = Vec::new();
    loop {
        let page = store.records(query.clone()).await.unwrap();
        records.extend(page.records);
        query.after = page.next;
        if query.after.is_none() {
            return records;
        }
    }
}
