//! How records are sent.

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// How records are sent.
#[derive(Debug, Clone)]
pub struct Linestamp {
    pub(super) transport: Transport,
}

impl Linestamp {
    /// Sends to the service at that address.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Linestamp, SinkError> {
        Ok(Linestamp::over(Transport::to(url)?))
    }

    /// Sends in that way.
    #[must_use]
    pub fn over(transport: Transport) -> Linestamp {
        Linestamp { transport }
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}
