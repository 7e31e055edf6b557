//! How records are posted.

use super::response::Answers;
use crate::sinks::error::SinkError;
use crate::sinks::transport::{Compression, HttpSink, Transport};

/// How records are posted.
///
/// Header values, credentials and the address's query are taken for secrets: they are not in
/// `Debug` or in any reason or error.
#[derive(Debug, Clone)]
pub struct Http {
    pub(super) transport: Transport,
    pub(super) format: Format,
    pub(super) answers: Answers,
}

/// How a batch is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Format {
    /// A line of JSON for each record, `application/x-ndjson`.
    #[default]
    Ndjson,
    /// An array of records, `application/json`.
    Array,
}

impl Http {
    /// Posts to that address: NDJSON, compressed by gzip. Credentials in the address become an
    /// `Authorization` header.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Http, SinkError> {
        Ok(Http::over(Transport::to(url)?))
    }

    /// Posts NDJSON in that way.
    #[must_use]
    pub fn over(transport: Transport) -> Http {
        Http { transport, format: Format::default(), answers: Answers::default() }
    }

    /// How a batch is written.
    #[must_use]
    pub fn format(mut self, format: Format) -> Http {
        self.format = format;
        self
    }

    /// How answers are read.
    #[must_use]
    pub fn answers(mut self, answers: Answers) -> Http {
        self.answers = answers;
        self
    }

    /// How a body is compressed.
    #[must_use]
    pub fn compression(mut self, compression: Compression) -> Http {
        self.transport = self.transport.compression(compression);
        self
    }

    /// A header of every request.
    ///
    /// # Errors
    /// Where name or value cannot be a header.
    pub fn header(mut self, name: &str, value: &str) -> Result<Http, SinkError> {
        self.transport = self.transport.header(name, value)?;
        Ok(self)
    }

    /// `Authorization: Bearer …`.
    ///
    /// # Errors
    /// Where the token cannot be in a header.
    pub fn bearer(mut self, token: &str) -> Result<Http, SinkError> {
        self.transport = self.transport.bearer(token)?;
        Ok(self)
    }

    /// `Authorization: Basic …`.
    ///
    /// # Errors
    /// Never in practice: what is encoded can be in a header.
    pub fn basic(mut self, user: &str, password: &str) -> Result<Http, SinkError> {
        self.transport = self.transport.basic(user, password)?;
        Ok(self)
    }

    /// Trusts these certificates (PEM) beside the system's.
    ///
    /// # Errors
    /// Where there is none in it.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Http, SinkError> {
        self.transport = self.transport.root_certificates(pem)?;
        Ok(self)
    }

    /// Goes through that proxy, instead of the one that the environment may name.
    ///
    /// # Errors
    /// Where it is no address of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Http, SinkError> {
        self.transport = self.transport.proxy(url)?;
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
