//! The lines of a batch.

use linestamp_schema::LogRecord;

/// A line for each record.
pub(super) fn lines(records: &[LogRecord]) -> serde_json::Result<Vec<u8>> {
    let mut lines = Vec::with_capacity(records.len() * 256);
    for record in records {
        serde_json::to_writer(&mut lines, record)?;
        lines.push(b'\n');
    }
    Ok(lines)
}
