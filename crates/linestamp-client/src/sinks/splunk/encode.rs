//! The events of a batch, and the question for an acknowledgement.

use linestamp_schema::LogRecord;
use serde::Serialize;
use serde_json::json;

use crate::sinks::transport::Encoded;

#[derive(Serialize)]
struct Event<'a> {
    time: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'a str>,
    source: &'a str,
    sourcetype: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    index: Option<&'a str>,
    event: &'a LogRecord,
}

/// One event after another, each on a line for whoever reads it.
pub(super) fn events(records: &[LogRecord], index: Option<&str>) -> serde_json::Result<Encoded> {
    Encoded::lines(records, |body, record| {
        let event = Event {
            // Milliseconds of our times are exact in a double, and so they print.
            time: record.timestamp.millis() as f64 / 1000.0,
            host: record.instance_id.as_deref(),
            source: &record.service,
            sourcetype: "linestamp",
            index,
            event: record,
        };
        serde_json::to_writer(body, &event)
    })
}

/// Whether the batch of that number is written.
pub(super) fn question(ack: u64) -> Vec<u8> {
    json!({ "acks": [ack] }).to_string().into_bytes()
}
