//! What derives from the columns, applied to the real thing: it takes every column of a record,
//! gives each back as it was, keeps the first of two with one key, and has its indexes.

#![cfg(unix)]

mod clickhouse;
mod drizzle;
mod open_search;
mod postgres;
mod sqlite;

use linestamp_schema::{CellRef, Intake, LogRecord, Moment, Timestamp};
use serde_json::{Value, json};

/// A record with every column, and text that has to be quoted.
fn full() -> LogRecord {
    record(json!({
        "id": "0193", "timestamp": 1_763_000_000_123_i64, "level": "warn", "service": "http",
        "environment": "production", "event_type": "db_query_slow",
        "message": "it's \"slow\"\n\\ – 🐌", "source_location": "store.ts:142",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "request_id": "r-1",
        "workspace_id": "w-1", "project_id": "p-1", "user_id": "u-1", "version": "1.2.3",
        "instance_id": "i-1", "metadata": { "ms": 1500, "nested": { "list": [1, null, "x'y"] } },
    }))
}

/// A record with as little as there can be.
fn least() -> LogRecord {
    let wire = json!({ "id": "0194", "level": "info", "message": "" });
    record(wire)
}

/// The same ids as [`full`], of another workspace and with another message.
fn second(workspace: &str) -> LogRecord {
    let mut record = full();
    record.message = "second".to_owned();
    record.workspace_id = Some(workspace.to_owned());
    record
}

fn record(wire: Value) -> LogRecord {
    let now = Timestamp::from_millis(1_763_000_000_000).expect("it is in the range");
    let intake = Intake::new().service("tests").environment(linestamp_schema::Environment::Staging);
    intake.read(wire, Moment { now, random: [1; 10] }).expect("it is right")
}

/// A cell as SQL's drivers take it: JSON objects as text.
fn plain(cell: Option<CellRef<'_>>) -> Value {
    match cell {
        Some(CellRef::Json(map)) => serde_json::to_string(map).expect("it is JSON").into(),
        Some(cell) => cell.to_value(),
        None => Value::Null,
    }
}

/// The columns with an index, as the index is called.
fn indexes() -> Vec<String> {
    let indexed = linestamp_schema::COLUMNS.iter().filter(|column| column.indexed);
    indexed.map(|column| format!("logs_{}", column.name)).collect()
}
