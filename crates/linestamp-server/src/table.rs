//! Records as comma-separated values.

use std::io::{self, Write};

use linestamp_schema::{COLUMNS, CellRef, Column, LogRecord};

/// Writes a line for each record, and before them one with the names of the columns where it is
/// wanted. Times are RFC 3339. A text that a spreadsheet would calculate, since it begins with one of
/// `=`, `+`, `-`, `@`, a tab or a carriage return, begins with `'`.
///
/// # Errors
/// Where it cannot be written.
pub fn write<'r>(
    out: &mut dyn Write,
    records: impl IntoIterator<Item = &'r LogRecord>,
    with_names: bool,
) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    if with_names {
        table.write_record(COLUMNS.iter().map(|column| column.name))?;
    }
    for record in records {
        table.write_record(COLUMNS.iter().map(|column| cell(record, column)))?;
    }
    table.flush()
}

fn cell(record: &LogRecord, column: &Column) -> String {
    let text = match record.get(column) {
        None => return String::new(),
        Some(CellRef::Timestamp(time)) => return time.to_string(),
        Some(CellRef::Text(text)) => text.to_owned(),
        Some(CellRef::Json(map)) => serde_json::to_string(map).unwrap_or_default(),
    };
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}
