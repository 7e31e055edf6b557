//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::ClickHouse;
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Call, Encoded, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for ClickHouse {
    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::rows(records)
    }

    fn request(&self, transport: &Transport, records: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, self, records, body)
    }

    fn classify(&self, received: &Received, _: usize) -> Verdict {
        classify(&received.answer(), received.header("x-clickhouse-exception-code"))
    }
}
