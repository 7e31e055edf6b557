//! Sends a batch in one request and reads the answer, whatever the protocol.

use std::fmt;
use std::sync::Arc;

use linestamp_schema::LogRecord;

use super::config::Transport;
use super::connection::{Body, Call, Connection, Received};
use super::limits::{Encoded, Limits};
use super::secret::Secrets;
use crate::sinks::error::SinkError;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// What a protocol adds to the transport.
pub(crate) trait Protocol: fmt::Debug + Send + Sync + 'static {
    /// What it takes in one request.
    fn limits(&self) -> Limits {
        Limits::NONE
    }

    /// Whether the body of a success matters.
    fn body(&self) -> Body {
        Body::Text
    }

    /// Writes the batch.
    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded>;

    /// The request with what was written.
    fn request(&self, transport: &Transport, records: &[LogRecord], body: Vec<u8>) -> Call;

    /// What the answer means.
    fn classify(&self, received: &Received, records: usize) -> Verdict;
}

/// Sends each batch by `POST`, in one of the protocols; made by a protocol's `sink`.
pub struct HttpSink {
    connection: Connection,
    protocol: Arc<dyn Protocol>,
}

impl HttpSink {
    pub(crate) fn new(
        transport: Transport,
        protocol: impl Protocol,
    ) -> Result<HttpSink, SinkError> {
        let connection = Connection::new(transport)?;
        Ok(HttpSink { connection, protocol: Arc::new(protocol) })
    }

    async fn post(&self, records: &[LogRecord]) -> Verdict {
        let encoded = match self.protocol.encode(records) {
            Ok(encoded) => encoded,
            Err(error) => {
                return Verdict::Refused { reason: format!("cannot be encoded: {error}") };
            }
        };
        if let Some(verdict) = self.protocol.limits().check(records.len(), &encoded) {
            return verdict;
        }
        let transport = &self.connection.transport;
        let call = self.protocol.request(transport, records, encoded.body);
        match self.connection.post(call, self.protocol.body()).await {
            Ok(received) => {
                let verdict = self.protocol.classify(&received, records.len());
                redacted(verdict, &transport.secrets)
            }
            Err(verdict) => verdict,
        }
    }
}

/// The verdict with no credentials in its reasons.
pub(super) fn redacted(verdict: Verdict, secrets: &Secrets) -> Verdict {
    let clean = |reason: String| secrets.redact(&reason);
    match verdict {
        Verdict::Confirmed => Verdict::Confirmed,
        Verdict::Partial { refused, again } => {
            let refused = refused.into_iter().map(|(index, reason)| (index, clean(reason)));
            Verdict::Partial { refused: refused.collect(), again }
        }
        Verdict::SomeRefused { refused, reason } => {
            Verdict::SomeRefused { refused, reason: clean(reason) }
        }
        Verdict::Retry { reason, after } => Verdict::Retry { reason: clean(reason), after },
        Verdict::TooLarge { reason } => Verdict::TooLarge { reason: clean(reason) },
        Verdict::Refused { reason } => Verdict::Refused { reason: clean(reason) },
        Verdict::Held { reason } => Verdict::Held { reason: clean(reason) },
    }
}

impl Sink for HttpSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.post(records))
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        let (connection, protocol) = (self.connection.clone(), Arc::clone(&self.protocol));
        Some(Box::new(HttpSink { connection, protocol }))
    }
}

impl fmt::Debug for HttpSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpSink")
            .field("protocol", &self.protocol)
            .field("transport", &self.connection.transport)
            .finish()
    }
}
