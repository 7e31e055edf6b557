//! The values of a row.

use linestamp_schema::{CellRef, LogRecord};
use rusqlite::types::{ToSqlOutput, Value, ValueRef};

/// The values, in the order of the columns.
pub(super) fn row(record: &LogRecord) -> rusqlite::Result<Vec<ToSqlOutput<'_>>> {
    record.cells().map(|(_, cell)| value(cell)).collect()
}

fn value(cell: Option<CellRef<'_>>) -> rusqlite::Result<ToSqlOutput<'_>> {
    Ok(match cell {
        None => ToSqlOutput::Borrowed(ValueRef::Null),
        Some(CellRef::Text(text)) => ToSqlOutput::Borrowed(text.into()),
        Some(CellRef::Timestamp(time)) => ToSqlOutput::Owned(time.millis().into()),
        Some(CellRef::Json(map)) => {
            let json = serde_json::to_string(map);
            let json =
                json.map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
            ToSqlOutput::Owned(Value::Text(json))
        }
    })
}
