//! The streams of a batch.

use std::collections::BTreeMap;

use linestamp_schema::LogRecord;
use serde_json::{Value, json};

use crate::sinks::transport::Encoded;

/// The labels that come from the record.
pub(super) const LABELS: [&str; 3] = ["service_name", "environment", "level"];

/// Writes the records, each in its stream; within a stream their order is kept.
pub(super) fn push(
    records: &[LogRecord],
    given: &BTreeMap<String, String>,
) -> serde_json::Result<Encoded> {
    let (mut streams, mut largest) = (BTreeMap::<_, Vec<Value>>::new(), 0);
    for record in records {
        let line = serde_json::to_string(record)?;
        largest = largest.max(line.len());
        // Milliseconds as text, and six zeros.
        let time = format!("{}000000", record.timestamp.millis());
        let key = (&record.service, record.environment.as_str(), record.level.as_str());
        streams.entry(key).or_default().push(json!([time, line]));
    }
    let streams: Vec<Value> = streams
        .into_iter()
        .map(|((service, environment, level), values)| {
            let own = LABELS.iter().zip([service.as_str(), environment, level]);
            let own = own.map(|(name, value)| (*name, value));
            let given = given.iter().map(|(name, value)| (name.as_str(), value.as_str()));
            let labels: BTreeMap<_, _> = given.chain(own).collect();
            json!({ "stream": labels, "values": values })
        })
        .collect();
    let body = serde_json::to_vec(&json!({ "streams": streams }))?;
    Ok(Encoded { body, largest })
}
