//! The lines of a batch.

use linestamp_schema::LogRecord;

use crate::sinks::transport::Encoded;

/// A line for each record.
pub(super) fn lines(records: &[LogRecord]) -> serde_json::Result<Encoded> {
    Encoded::lines(records, |body, record| serde_json::to_writer(body, record))
}
