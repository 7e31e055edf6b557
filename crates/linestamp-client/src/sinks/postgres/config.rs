//! Where rows are inserted.

use std::fmt;

use linestamp_schema::Key;
use tokio_postgres::Config;

use super::sink::PostgresSink;
use super::tls::Trust;
use crate::sinks::error::SinkError;

/// Where rows are inserted. The password is not in `Debug` or in any reason or error.
#[derive(Clone)]
pub struct Postgres {
    pub(super) config: Config,
    pub(super) key: Key,
    pub(super) trust: Trust,
}

impl Postgres {
    /// Inserts into that database: `postgres://user:password@host/database`, or
    /// `host=… user=…`; as libpq has it.
    ///
    /// # Errors
    /// Where it is no such address.
    pub fn to(address: &str) -> Result<Postgres, SinkError> {
        // The error does not repeat the address, which may hold a password.
        let config: Config = address.parse().map_err(|_| {
            SinkError::new(
                "the address is not one of Postgres; it has to be like \
                 postgres://user@db.example/logs",
            )
        })?;
        if config.get_hosts().is_empty() {
            return Err(SinkError::new("the address of Postgres names no host"));
        }
        Ok(Postgres { config, key: Key::default(), trust: Trust::default() })
    }

    /// The user, where the address has none.
    #[must_use]
    pub fn user(mut self, name: &str) -> Postgres {
        if self.config.get_user().is_none() {
            self.config.user(name);
        }
        self
    }

    /// The password, where the address has none.
    #[must_use]
    pub fn password(mut self, password: &str) -> Postgres {
        if self.config.get_password().is_none() {
            self.config.password(password);
        }
        self
    }

    /// What makes two records the same; their id unless given.
    #[must_use]
    pub fn key(mut self, key: Key) -> Postgres {
        self.key = key;
        self
    }

    /// Trusts these certificates (PEM) beside the system's. Whether there is TLS, the address says by
    /// `sslmode`: `require` insists on it.
    ///
    /// # Errors
    /// Where there is none in it.
    pub fn root_certificates(mut self, pem: &[u8]) -> Result<Postgres, SinkError> {
        self.trust.add_roots(pem)?;
        Ok(self)
    }

    /// Shows this certificate to a server that asks for one (mutual TLS): PEM of the certificate, of
    /// what leads to its root, and of its private key.
    ///
    /// # Errors
    /// Where certificate or key is missing.
    pub fn identity(mut self, pem: &[u8]) -> Result<Postgres, SinkError> {
        self.trust.set_identity(pem)?;
        Ok(self)
    }

    /// The sink. It connects when it has something to insert.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<PostgresSink, SinkError> {
        PostgresSink::new(self)
    }
}

impl fmt::Debug for Postgres {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Postgres")
            .field("hosts", &self.config.get_hosts())
            .field("database", &self.config.get_dbname())
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}
