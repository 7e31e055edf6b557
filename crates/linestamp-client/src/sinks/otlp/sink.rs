//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::{Encoding, Otlp};
use super::request::request;
use super::response::classify;
use crate::sinks::transport::{Body, Call, Encoded, Limits, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Otlp {
    fn limits(&self) -> Limits {
        Limits { bytes: 64 << 20, ..Limits::NONE }
    }

    fn body(&self) -> Body {
        match self.encoding {
            Encoding::Protobuf => Body::Bytes,
            Encoding::Json => Body::Text,
        }
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        super::encode::encode(records, self.encoding)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, self, body)
    }

    fn classify(&self, received: &Received, records: usize) -> Verdict {
        let encoding = Encoding::of(received.header("content-type"));
        classify(&received.answer(), encoding, records)
    }
}
