//! The values of a row.

use linestamp_schema::LogRecord;
use rusqlite::types::Value as Cell;
use serde_json::Value;

/// The values, in the order of the columns.
pub(super) fn row(record: &LogRecord) -> Vec<Cell> {
    let cell = |value| match value {
        None => Cell::Null,
        Some(Value::String(text)) => Cell::Text(text),
        Some(Value::Number(number)) => match number.as_i64() {
            Some(integer) => Cell::Integer(integer),
            None => Cell::Text(number.to_string()),
        },
        Some(object) => Cell::Text(object.to_string()),
    };
    record.cells().map(|(_, value)| cell(value)).collect()
}
