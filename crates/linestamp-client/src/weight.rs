//! About how many bytes a record takes, without writing it out.

use linestamp_schema::LogRecord;
use serde_json::{Map, Value};

/// Keys, quotes and the columns that every record has, as JSON.
pub(crate) const FRAME: usize = 160;

/// About how many bytes the record takes, in memory and as JSON.
pub(crate) fn weight(record: &LogRecord) -> usize {
    let optional = [
        &record.event_type,
        &record.source_location,
        &record.trace_id,
        &record.request_id,
        &record.workspace_id,
        &record.project_id,
        &record.user_id,
        &record.version,
        &record.instance_id,
    ];
    let texts: usize = optional.into_iter().flatten().map(|value| text(value)).sum();
    FRAME + record.service.len() + record.message.len() + texts + object(&record.metadata)
}

/// An optional column.
pub(crate) fn text(text: &str) -> usize {
    text.len() + 16
}

/// A key of an object and its value.
pub(crate) fn field(key: &str, value: &Value) -> usize {
    key.len() + 4 + of(value)
}

/// An object without its braces.
pub(crate) fn object(map: &Map<String, Value>) -> usize {
    map.iter().map(|(key, value)| field(key, value)).sum()
}

fn of(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) => 5,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| of(item) + 1).sum::<usize>() + 2,
        Value::Object(map) => object(map) + 2,
    }
}
