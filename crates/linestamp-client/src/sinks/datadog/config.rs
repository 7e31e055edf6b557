//! How records are sent.

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// How records are sent.
#[derive(Debug, Clone)]
pub struct Datadog {
    pub(super) transport: Transport,
}

impl Datadog {
    /// Sends to the intake of a site, by that API key:
    /// `https://http-intake.logs.datadoghq.com`, say.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address, or the key cannot be in a header.
    pub fn to(url: &str, api_key: &str) -> Result<Datadog, SinkError> {
        Datadog::over(Transport::to(url)?, api_key)
    }

    /// Sends in that way, by that API key.
    ///
    /// # Errors
    /// Where the key cannot be in a header.
    pub fn over(transport: Transport, api_key: &str) -> Result<Datadog, SinkError> {
        Ok(Datadog { transport: transport.header("dd-api-key", api_key)? })
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}
