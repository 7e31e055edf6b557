//! How records are exported.

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// How records are exported.
#[derive(Debug, Clone)]
pub struct Otlp {
    pub(super) transport: Transport,
    pub(super) encoding: Encoding,
}

/// How messages are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Protocol buffers.
    #[default]
    Protobuf,
    /// JSON.
    Json,
}

impl Otlp {
    /// Exports to that address: protocol buffers, compressed by gzip.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Otlp, SinkError> {
        Ok(Otlp::over(Transport::to(url)?))
    }

    /// Exports protocol buffers in that way.
    #[must_use]
    pub fn over(transport: Transport) -> Otlp {
        Otlp { transport, encoding: Encoding::default() }
    }

    /// How messages are written.
    #[must_use]
    pub fn encoding(mut self, encoding: Encoding) -> Otlp {
        self.encoding = encoding;
        self
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}
