//! The request for a batch: each column in the place that the schema gives it.
//!
//! `said` takes a record apart, borrowed from it; `protobuf` writes that down as it is, `json` by way of
//! the official messages.

mod json;
mod protobuf;
mod said;

use linestamp_schema::LogRecord;

use super::config::Encoding;
use crate::sinks::transport::Encoded;

/// The instrumentation scope of all records.
const SCOPE: &str = env!("CARGO_PKG_NAME");
const SCOPE_VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the request for the records.
pub(super) fn encode(records: &[LogRecord], encoding: Encoding) -> serde_json::Result<Encoded> {
    let body = match encoding {
        Encoding::Protobuf => protobuf::request(records),
        Encoding::Json => serde_json::to_vec(&json::request(records))?,
    };
    // Only the whole has a limit.
    Ok(Encoded { body, largest: 0 })
}
