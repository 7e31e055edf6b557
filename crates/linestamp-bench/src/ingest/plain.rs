//! What one would write first: one table, an index on each of the eight columns, a transaction for
//! each thousand rows, as durable as the service.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Result;
use linestamp_schema::{COLUMNS, CellRef, Dialect, Key, LogRecord};
use rusqlite::{Connection, Statement};

use super::BATCH;
use crate::times::Times;
use crate::{questions, records};

/// The database.
pub(crate) struct Plain {
    conn: Connection,
    path: PathBuf,
    rows: u64,
}

impl Plain {
    /// One without records.
    pub(crate) fn create(path: &Path) -> Result<Plain> {
        let conn = Connection::open(path)?;
        conn.execute_batch("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;")?;
        conn.execute_batch(&Dialect::Sqlite.render(Key::WorkspaceAndId))?;
        Ok(Plain { conn, path: path.to_owned(), rows: 0 })
    }

    /// Inserts records until there are so many; gives the time that it took.
    pub(crate) fn insert_until(&mut self, rows: u64) -> Result<Duration> {
        let begin = Instant::now();
        let marks = vec!["?"; COLUMNS.len()].join(", ");
        let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
        let sql = format!("INSERT INTO logs ({}) VALUES ({marks})", names.join(", "));
        while self.rows < rows {
            let batch = records::batch(self.rows, BATCH.min(rows - self.rows));
            let transaction = self.conn.transaction()?;
            let mut statement = transaction.prepare_cached(&sql)?;
            for record in &batch {
                insert(&mut statement, record)?;
            }
            drop(statement);
            transaction.commit()?;
            self.rows += batch.len() as u64;
        }
        Ok(begin.elapsed())
    }

    /// The same, by way of indexes that are built when all is there, which nobody could do while
    /// records come.
    pub(crate) fn load_until(&mut self, rows: u64) -> Result<()> {
        let indexes: Vec<(String, String)> = self
            .conn
            .prepare(
                "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL",
            )?
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Result<_, _>>()?;
        for (name, _) in &indexes {
            self.conn.execute_batch(&format!("DROP INDEX {name}"))?;
        }
        self.insert_until(rows)?;
        for (_, sql) in &indexes {
            self.conn.execute_batch(sql)?;
        }
        Ok(())
    }

    /// Its bytes on disk, without those that its log has not handed on.
    pub(crate) fn bytes(&self) -> Result<u64> {
        self.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(fs::metadata(&self.path)?.len())
    }

    /// Asks it what people ask their logs.
    pub(crate) fn ask(&self) -> Result<Vec<Times>> {
        questions::sqlite::ask(&self.conn, self.rows)
    }
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
