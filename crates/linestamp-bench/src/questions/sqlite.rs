//! Plain SQLite: one table, an index on each of the eight columns.

use anyhow::Result;
use rusqlite::Connection;

use super::Sql;
use crate::times::Times;

/// Asks a database.
pub(crate) fn ask(conn: &Connection, rows: u64) -> Result<Vec<Times>> {
    super::each(rows, |turn| {
        let sql = Sql { like: "LIKE" }.of(turn);
        let mut statement = conn.prepare_cached(&sql)?;
        let columns = statement.column_count();
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                std::hint::black_box(row.get_ref(column)?);
            }
        }
        Ok(())
    })
}
