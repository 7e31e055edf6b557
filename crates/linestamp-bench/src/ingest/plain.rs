//! What one would write first: one table, an index on each of the eight columns, a transaction for
//! each thousand rows, as durable as the store's.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::Result;
use linestamp_schema::{COLUMNS, CellRef, Dialect, Key, LogRecord};
use rusqlite::{Connection, Statement};

use super::{BATCH, records};

/// How long it took, and what it takes on disk.
pub(crate) struct Plain {
    pub(crate) time: Duration,
    pub(crate) bytes: u64,
}

pub(crate) fn run(path: &Path, rows: u64) -> Result<Plain> {
    let begin = Instant::now();
    let mut conn = Connection::open(path)?;
    conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
    conn.execute_batch(&Dialect::Sqlite.render(Key::WorkspaceAndId))?;
    let marks = vec!["?"; COLUMNS.len()].join(", ");
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let sql = format!("INSERT INTO logs ({}) VALUES ({marks})", names.join(", "));
    for first in (0..rows).step_by(BATCH as usize) {
        let transaction = conn.transaction()?;
        let mut statement = transaction.prepare_cached(&sql)?;
        for record in records::batch(first, BATCH.min(rows - first)) {
            insert(&mut statement, &record)?;
        }
        drop(statement);
        transaction.commit()?;
    }
    let time = begin.elapsed();
    conn.close().map_err(|(_, error)| error)?;
    Ok(Plain { time, bytes: fs::metadata(path)?.len() })
}

fn insert(statement: &mut Statement<'_>, record: &LogRecord) -> Result<()> {
    for (place, column) in COLUMNS.iter().enumerate() {
        match record.get(column) {
            Some(CellRef::Text(text)) => statement.raw_bind_parameter(place + 1, text)?,
            Some(CellRef::Timestamp(time)) => {
                statement.raw_bind_parameter(place + 1, time.millis())?;
            }
            Some(CellRef::Json(map)) => {
                statement.raw_bind_parameter(place + 1, serde_json::to_string(map)?)?;
            }
            None => statement.raw_bind_parameter(place + 1, rusqlite::types::Null)?,
        }
    }
    statement.raw_execute()?;
    Ok(())
}
