//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::Loki;
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Body, Call, Encoded, Limits, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Loki {
    fn limits(&self) -> Limits {
        Limits { record_bytes: self.longest_line, ..Limits::NONE }
    }

    fn body(&self) -> Body {
        Body::Unread
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::push(records, &self.labels)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, body)
    }

    fn classify(&self, received: &Received, _: usize) -> Verdict {
        classify(&received.answer())
    }
}
