//! The body of a request.

use linestamp_schema::LogRecord;

use super::config::Format;
use crate::sinks::transport::Encoded;

impl Format {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Format::Ndjson => "application/x-ndjson",
            Format::Array => "application/json",
        }
    }

    /// Writes the records.
    pub(super) fn encode(self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        let write = |body: &mut Vec<u8>, record: &LogRecord| serde_json::to_writer(body, record);
        match self {
            Format::Array => Encoded::array(records, write),
            Format::Ndjson => Encoded::lines(records, write),
        }
    }
}
