//! How records are pushed.

use std::collections::BTreeMap;

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// The most labels that a stream has: `max_label_names_per_series`.
const MOST_LABELS: usize = 15;

/// How records are pushed.
#[derive(Debug, Clone)]
pub struct Loki {
    pub(super) transport: Transport,
    pub(super) labels: BTreeMap<String, String>,
    pub(super) longest_line: usize,
}

impl Loki {
    /// Pushes to that address.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<Loki, SinkError> {
        Ok(Loki::over(Transport::to(url)?))
    }

    /// Pushes in that way.
    #[must_use]
    pub fn over(transport: Transport) -> Loki {
        Loki { transport, labels: BTreeMap::new(), longest_line: 256 << 10 }
    }

    /// The tenant, as `X-Scope-OrgID`.
    ///
    /// # Errors
    /// Where it cannot be in a header.
    pub fn tenant(mut self, tenant: &str) -> Result<Loki, SinkError> {
        self.transport = self.transport.header("x-scope-orgid", tenant)?;
        Ok(self)
    }

    /// A label of every stream.
    ///
    /// # Errors
    /// Where its name is none (letters, digits and `_`), one of the sink's own, or one too many.
    pub fn label(mut self, name: &str, value: &str) -> Result<Loki, SinkError> {
        let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
        let starts = name.bytes().next().is_some_and(|first| !first.is_ascii_digit());
        if !starts || !name.bytes().all(fits) || super::encode::LABELS.contains(&name) {
            let own = super::encode::LABELS.join(", ");
            return Err(SinkError::new(format!(
                "{name:?} cannot be a label: use letters, digits and _, and none of {own}"
            )));
        }
        self.labels.insert(name.to_owned(), value.to_owned());
        if self.labels.len() + super::encode::LABELS.len() > MOST_LABELS {
            return Err(SinkError::new(format!("a stream has at most {MOST_LABELS} labels")));
        }
        Ok(self)
    }

    /// How many bytes a line may have: `max_line_size` of the server's configuration.
    #[must_use]
    pub fn longest_line(mut self, bytes: usize) -> Loki {
        self.longest_line = bytes;
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
