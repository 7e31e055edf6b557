//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::Elasticsearch;
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Call, Encoded, Limits, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Elasticsearch {
    fn limits(&self) -> Limits {
        Limits { bytes: 100_000_000, ..Limits::NONE }
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::bulk(records)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, self, body)
    }

    fn classify(&self, received: &Received, records: usize) -> Verdict {
        classify(&received.answer(), records)
    }
}
