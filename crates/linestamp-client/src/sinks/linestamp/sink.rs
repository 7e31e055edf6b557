//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::Linestamp;
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Call, Encoded, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Linestamp {
    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::lines(records)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, body)
    }

    fn classify(&self, received: &Received, records: usize) -> Verdict {
        classify(&received.answer(), records)
    }
}
