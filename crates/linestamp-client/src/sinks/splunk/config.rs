//! How events are sent.

use super::sink::SplunkSink;
use crate::sinks::error::SinkError;
use crate::sinks::transport::Transport;

/// How events are sent.
#[derive(Debug, Clone)]
pub struct Splunk {
    pub(super) transport: Transport,
    pub(super) index: Option<String>,
    pub(super) acknowledge: bool,
}

impl Splunk {
    /// Sends to the collector at that address, by that token: `https://splunk.example:8088`, say.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address, or the token cannot be in a header.
    pub fn to(url: &str, token: &str) -> Result<Splunk, SinkError> {
        Splunk::over(Transport::to(url)?, token)
    }

    /// Sends in that way, by that token.
    ///
    /// # Errors
    /// Where the token cannot be in a header.
    pub fn over(transport: Transport, token: &str) -> Result<Splunk, SinkError> {
        let transport = transport.scheme("Splunk", token)?;
        Ok(Splunk { transport, index: None, acknowledge: false })
    }

    /// The index, where it is not the token's default.
    #[must_use]
    pub fn index(mut self, name: impl Into<String>) -> Splunk {
        self.index = Some(name.into());
        self
    }

    /// Whether a batch is confirmed by its indexer; the token has to have that switched on.
    #[must_use]
    pub fn acknowledge(mut self, acknowledge: bool) -> Splunk {
        self.acknowledge = acknowledge;
        self
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<SplunkSink, SinkError> {
        SplunkSink::new(self)
    }
}
