//! The line of a record.

use std::fmt::Write as _;

use linestamp_schema::{LogRecord, visible};

use super::config::Style;

/// Appends the line of a record, with its line feed.
pub(super) fn line(record: &LogRecord, style: Style, out: &mut Vec<u8>) -> serde_json::Result<()> {
    match style {
        Style::Json => serde_json::to_writer(&mut *out, record)?,
        Style::Pretty => out.extend_from_slice(pretty(record).as_bytes()),
    }
    out.push(b'\n');
    Ok(())
}

/// One line, and no text of the record controls the terminal:
/// `2026-11-25T17:00:00.000Z INFO  executor [main.rs:12] task_started: Task 7 started {"id":7}`.
fn pretty(record: &LogRecord) -> String {
    let level = record.level.as_str().to_ascii_uppercase();
    let mut text = format!("{} {level:<5} {}", record.timestamp, visible(&record.service));
    // Writing to a string does not fail.
    if let Some(place) = &record.source_location {
        let _ = write!(text, " [{}]", visible(place));
    }
    if let Some(event) = &record.event_type {
        let _ = write!(text, " {}:", visible(event));
    }
    let _ = write!(text, " {}", visible(&record.message));
    if !record.metadata.is_empty() {
        let metadata = serde_json::to_string(&record.metadata).unwrap_or_default();
        let _ = write!(text, " {}", visible(&metadata));
    }
    text
}
