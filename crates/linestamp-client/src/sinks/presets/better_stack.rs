//! Better Stack.
//!
//! Source: <https://betterstack.com/docs/logs/ingesting-data/http/logs/>.

use linestamp_schema::LogRecord;

use super::WithTime;
use crate::sinks::error::SinkError;
use crate::sinks::transport::{
    Answer, Body, Call, Encoded, HttpSink, Limits, Protocol, Received, Transport, by_status,
};
use crate::verdict::Verdict;

/// How records are sent to Better Stack.
#[derive(Debug, Clone)]
pub struct BetterStack {
    transport: Transport,
}

impl BetterStack {
    /// Sends to a source's host, by the source's token.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address, or the token cannot be in a header.
    pub fn to(url: &str, token: &str) -> Result<BetterStack, SinkError> {
        Ok(BetterStack::over(Transport::to(url)?.bearer(token)?))
    }

    /// Sends in that way.
    #[must_use]
    pub fn over(transport: Transport) -> BetterStack {
        BetterStack { transport }
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}

impl Protocol for BetterStack {
    fn limits(&self) -> Limits {
        Limits { bytes: 10 << 20, ..Limits::NONE }
    }

    fn body(&self) -> Body {
        Body::Unread
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        Encoded::array(records, |body, record| {
            serde_json::to_writer(body, &WithTime { record, name: "dt" })
        })
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        Call { url: transport.url.clone(), content_type: "application/json", body }
    }

    fn classify(&self, received: &Received, _: usize) -> Verdict {
        classify_better_stack(&received.answer())
    }
}

/// What an answer of Better Stack's means: 202 is success, another 2xx is none; the rest by the
/// status, so that 402 (quota) and 403 (token) are held and 406 (cannot be parsed) is refused.
#[must_use]
pub fn classify_better_stack(answer: &Answer<'_>) -> Verdict {
    match answer.status {
        202 => Verdict::Confirmed,
        200..=299 => answer.unreadable(),
        _ => by_status(answer),
    }
}
