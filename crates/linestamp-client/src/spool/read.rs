//! What a segment holds, for tools and tests.

use std::io::{self, Read};

use linestamp_schema::LogRecord;

use super::segment;

/// What a segment of a spool holds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Contents {
    /// The records whose frames are whole, each with its number.
    pub records: Vec<(u64, LogRecord)>,
    /// Bytes that are not part of a whole frame.
    pub damaged: u64,
}

/// Reads a segment of a spool, whatever its state.
///
/// # Errors
/// Where it cannot be read, or was written by another version.
pub fn read_segment(from: impl Read) -> io::Result<Contents> {
    let mut scanner = segment::scan(from)?;
    let mut contents = Contents::default();
    let mut foreign = 0;
    while let Some(found) = scanner.peek()? {
        let payload = scanner.take();
        match LogRecord::from_json(payload) {
            Ok(record) => contents.records.push((found.number, record)),
            Err(_) => foreign += payload.len() as u64,
        }
    }
    contents.damaged = scanner.damaged() + foreign;
    Ok(contents)
}
