//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::Datadog;
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Body, Call, Encoded, Limits, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Datadog {
    fn limits(&self) -> Limits {
        Limits { records: 1000, bytes: 5_000_000, record_bytes: 1_000_000 }
    }

    fn body(&self) -> Body {
        Body::Unread
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::items(records)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, body)
    }

    fn classify(&self, received: &Received, _: usize) -> Verdict {
        classify(&received.answer())
    }
}
