//! How records are inserted.

use crate::sinks::error::SinkError;
use crate::sinks::transport::{HttpSink, Transport};

/// How records are inserted.
#[derive(Debug, Clone)]
pub struct ClickHouse {
    pub(super) transport: Transport,
    pub(super) database: Option<String>,
    pub(super) table: String,
    pub(super) deduplicate: bool,
}

impl ClickHouse {
    /// Inserts at that address into the table `logs` of the user's database.
    ///
    /// # Errors
    /// Where it is no `http` or `https` address.
    pub fn to(url: &str) -> Result<ClickHouse, SinkError> {
        Ok(ClickHouse::over(Transport::to(url)?))
    }

    /// Inserts in that way into the table `logs` of the user's database.
    #[must_use]
    pub fn over(transport: Transport) -> ClickHouse {
        let table = linestamp_schema::TABLE.to_owned();
        ClickHouse { transport, database: None, table, deduplicate: true }
    }

    /// The database.
    #[must_use]
    pub fn database(mut self, name: impl Into<String>) -> ClickHouse {
        self.database = Some(name.into());
        self
    }

    /// The table.
    #[must_use]
    pub fn table(mut self, name: impl Into<String>) -> ClickHouse {
        self.table = name.into();
        self
    }

    /// Whether batches have tokens; they do unless given. Servers before 22 know no tokens and
    /// refuse them.
    #[must_use]
    pub fn deduplicate(mut self, deduplicate: bool) -> ClickHouse {
        self.deduplicate = deduplicate;
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
