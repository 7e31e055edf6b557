//! The protocol as the transport knows it.

use linestamp_schema::LogRecord;

use super::config::Http;
use super::request::request;
use super::response::{Answers, classify};
use crate::sinks::transport::{Body, Call, Encoded, Protocol, Received, Transport};
use crate::verdict::Verdict;

impl Protocol for Http {
    fn body(&self) -> Body {
        match self.answers {
            Answers::Status => Body::Unread,
            Answers::Items => Body::Text,
        }
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        self.format.encode(records)
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        request(transport, self, body)
    }

    fn classify(&self, received: &Received, records: usize) -> Verdict {
        classify(&received.answer(), self.answers, records)
    }
}
