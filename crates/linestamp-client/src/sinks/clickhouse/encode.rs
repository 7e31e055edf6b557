//! The rows, and the token of a batch.

use std::fmt::Write as _;

use linestamp_schema::{CellRef, LogRecord};
use serde::Serializer as _;
use serde::ser::SerializeMap as _;
use sha2::{Digest as _, Sha256};

use crate::sinks::transport::Encoded;

/// A line for each record. The column `metadata` is one of text.
pub(super) fn rows(records: &[LogRecord]) -> serde_json::Result<Encoded> {
    Encoded::lines(records, |body, record| {
        let mut writer = serde_json::Serializer::new(body);
        let mut row = writer.serialize_map(None)?;
        for (column, cell) in record.cells() {
            match cell {
                Some(CellRef::Json(map)) => {
                    row.serialize_entry(column.name, &serde_json::to_string(map)?)?;
                }
                Some(cell) => row.serialize_entry(column.name, &cell)?,
                None => {}
            }
        }
        row.end()
    })
}

/// The same for the same records in the same order, whoever computes it.
pub(super) fn token(records: &[LogRecord]) -> String {
    let mut hash = Sha256::new();
    for record in records {
        hash.update((record.id.len() as u64).to_le_bytes());
        hash.update(record.id.as_bytes());
    }
    let mut token = String::with_capacity(32);
    for byte in &hash.finalize()[..16] {
        // Writing to a string cannot fail.
        let _ = write!(token, "{byte:02x}");
    }
    token
}
