//! The parameter of the statement.

use linestamp_schema::LogRecord;
use serde_json::Value;

use crate::sinks::postgres::request::LIMIT;
use crate::verdict::Verdict;

/// The batch as a JSON array of rows.
pub(super) fn rows(records: &[LogRecord]) -> Result<Value, Verdict> {
    let mut bytes = 0;
    let mut rows = Vec::with_capacity(records.len());
    for record in records {
        let row = serde_json::to_value(record)
            .map_err(|error| Verdict::Refused { reason: format!("cannot be encoded: {error}") })?;
        bytes += record.message.len() + row["metadata"].to_string().len();
        rows.push(row);
    }
    if bytes > LIMIT {
        let reason = format!("{bytes} bytes are more than the {LIMIT} that Postgres takes as JSON");
        return Err(Verdict::TooLarge { reason });
    }
    Ok(Value::Array(rows))
}
