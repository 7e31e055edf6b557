//! How records are indexed.

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// How records are indexed.
#[derive(Debug, Clone)]
pub struct Elasticsearch {
    pub(super) transport: Transport,
    pub(super) index: String,
}

impl Elasticsearch {
    /// Indexes at that address, in `linestamp-logs`, which the schema's template is for.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Elasticsearch, SinkError> {
        Ok(Elasticsearch::over(Transport::to(url)?))
    }

    /// Indexes in that way, in `linestamp-logs`, which the schema's template is for.
    #[must_use]
    pub fn over(transport: Transport) -> Elasticsearch {
        Elasticsearch { transport, index: "linestamp-logs".to_owned() }
    }

    /// The index.
    #[must_use]
    pub fn index(mut self, name: impl Into<String>) -> Elasticsearch {
        self.index = name.into();
        self
    }

    /// `Authorization: ApiKey …`, with the key as Elasticsearch encodes it.
    ///
    /// # Errors
    /// Where the key cannot be in a header.
    pub fn api_key(mut self, key: &str) -> Result<Elasticsearch, SinkError> {
        self.transport = self.transport.scheme("ApiKey", key)?;
        Ok(self)
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}
