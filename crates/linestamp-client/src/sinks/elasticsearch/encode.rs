//! The lines of a bulk request.

use linestamp_schema::LogRecord;
use serde_json::json;

use crate::sinks::transport::Encoded;

/// An action and a document for each record, each on a line, the last one too.
pub(super) fn bulk(records: &[LogRecord]) -> serde_json::Result<Encoded> {
    Encoded::lines(records, |body, record| {
        serde_json::to_writer(&mut *body, &json!({ "create": { "_id": record.id } }))?;
        body.push(b'\n');
        serde_json::to_writer(body, record)
    })
}
