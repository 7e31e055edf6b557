//! The table of records, as every file of the store has it: the place in the order of arrival, the
//! arrival's time, and a column for each of the schema's.

use std::fmt::Write as _;
use std::sync::LazyLock;

use linestamp_schema::{COLUMNS, CellRef, Column, Kind, LogRecord, Timestamp, columns};
use linestamp_store::Stored;
use rusqlite::types::{Null, Type, ValueRef};
use rusqlite::{Connection, Error, Result, Row};
use serde_json::{Map, Value};

/// A whole record's columns, whose rows [`decode`] reads.
pub(crate) static RECORD: LazyLock<String> =
    LazyLock::new(|| format!("seq, received_at, {}", names()));

/// Begins a question for whole records.
pub(crate) static SELECT: LazyLock<String> =
    LazyLock::new(|| format!("SELECT {} FROM records", *RECORD));

static INSERT: LazyLock<String> = LazyLock::new(|| {
    format!("INSERT INTO records ({}) VALUES (?, ?{})", *RECORD, { ", ?".repeat(COLUMNS.len()) })
});

/// The names of the schema's columns.
fn names() -> String {
    COLUMNS.iter().map(|column| column.name).collect::<Vec<_>>().join(", ")
}

/// Makes the table.
pub(crate) fn create(conn: &Connection) -> Result<()> {
    let mut sql =
        String::from("CREATE TABLE records (seq INTEGER PRIMARY KEY, received_at INTEGER NOT NULL");
    for column in COLUMNS {
        let kind = if column.kind == Kind::Timestamp { "INTEGER" } else { "TEXT" };
        let presence = if column.is_always_there() { " NOT NULL" } else { "" };
        let _ = write!(sql, ", {} {kind}{presence}", column.name);
    }
    conn.execute_batch(&(sql + ") STRICT"))
}

/// Makes the indexes: each with the time behind the column, so that "the newest of these" is a range. The lines that
/// a filter means are found by their names, see [`crate::lines`].
pub(crate) fn create_indexes(conn: &Connection) -> Result<()> {
    let is_asked = |column: &&Column| column.indexed || *column == columns::source_location();
    for column in COLUMNS.iter().filter(is_asked) {
        let name = column.name;
        let behind = if name == "timestamp" { "" } else { ", timestamp" };
        conn.execute_batch(&format!("CREATE INDEX by_{name} ON records ({name}{behind})"))?;
    }
    Ok(())
}

/// Adds a record.
pub(crate) fn insert(conn: &Connection, stored: &Stored) -> Result<()> {
    let mut statement = conn.prepare_cached(&INSERT)?;
    statement.raw_bind_parameter(1, stored.seq.cast_signed())?;
    statement.raw_bind_parameter(2, stored.received_at.millis())?;
    for (place, column) in (3..).zip(COLUMNS) {
        match stored.record.get(column) {
            Some(CellRef::Text(text)) => statement.raw_bind_parameter(place, text)?,
            Some(CellRef::Timestamp(time)) => {
                statement.raw_bind_parameter(place, time.millis())?;
            }
            Some(CellRef::Json(map)) => {
                let text = serde_json::to_string(map)
                    .map_err(|error| Error::ToSqlConversionFailure(error.into()))?;
                statement.raw_bind_parameter(place, text)?;
            }
            None => statement.raw_bind_parameter(place, Null)?,
        }
    }
    statement.raw_execute().map(drop)
}

/// Reads a row of [`RECORD`].
pub(crate) fn decode(row: &Row<'_>) -> Result<Stored> {
    let cells = (2..).zip(COLUMNS).map(|(place, column)| cell(row, place, column));
    let record = LogRecord::of_cells(cells.collect::<Result<Vec<_>>>()?)
        .map_err(|refusal| no_record(0, refusal))?;
    let received_at = Timestamp::from_millis(row.get(1)?).unwrap_or(Timestamp::MAX);
    Ok(Stored { seq: row.get::<_, i64>(0)?.cast_unsigned(), received_at, record })
}

fn cell(row: &Row<'_>, place: usize, column: &Column) -> Result<Option<Value>> {
    Ok(Some(match row.get_ref(place)? {
        ValueRef::Null => return Ok(None),
        ValueRef::Integer(number) => number.into(),
        text if column.kind == Kind::Json => Value::Object(json(place, text)?),
        text => Value::String(text.as_str()?.to_owned()),
    }))
}

/// The value of a column that holds JSON.
pub(crate) fn json(place: usize, text: ValueRef<'_>) -> Result<Map<String, Value>> {
    serde_json::from_str(text.as_str()?).map_err(|error| no_record(place, error))
}

fn no_record(place: usize, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::FromSqlConversionFailure(place, Type::Text, error.into())
}
