//! Connects when there is something to insert, and again when the connection is gone.

use std::error::Error as _;
use std::fmt;

use linestamp_schema::LogRecord;
use tokio_postgres::{Client, Error, Statement};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::config::Postgres;
use super::response::classify;
use super::{encode, request};
use crate::sinks::error::SinkError;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Inserts batches; made by [`Postgres::sink`].
pub struct PostgresSink {
    postgres: Postgres,
    tls: MakeRustlsConnect,
    connected: Option<(Client, Statement)>,
}

impl PostgresSink {
    pub(super) fn new(postgres: Postgres) -> Result<PostgresSink, SinkError> {
        let tls = postgres.trust.connector()?;
        Ok(PostgresSink { postgres, tls, connected: None })
    }

    async fn insert(&mut self, records: &[LogRecord]) -> Verdict {
        let rows = match encode::rows(records) {
            Ok(rows) => rows,
            Err(verdict) => return verdict,
        };
        // Where this is cancelled, the answer of the old statement has nobody who waits for it, so
        // the connection is not used again.
        let connected = match self.connected.take().filter(|(client, _)| !client.is_closed()) {
            Some(connected) => connected,
            None => match self.connect().await {
                Ok(connected) => connected,
                Err(error) => return verdict(&error),
            },
        };
        let (client, statement) = &connected;
        let inserted = client.execute(statement, &[&rows]).await;
        let verdict = match &inserted {
            Ok(_) => Verdict::Confirmed,
            Err(error) => verdict(error),
        };
        self.connected = Some(connected);
        verdict
    }

    async fn connect(&self) -> Result<(Client, Statement), Error> {
        let (client, connection) = self.postgres.config.connect(self.tls.clone()).await?;
        // It ends with the client; its error comes out of the statement as well.
        tokio::spawn(async move { drop(connection.await) });
        let statement = client.prepare(&request::statement(self.postgres.key)).await?;
        Ok((client, statement))
    }
}

/// The reason never has the values of the record, but for what Postgres says itself.
fn verdict(error: &Error) -> Verdict {
    let mut reason = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        reason = format!("{reason}: {error}");
        cause = error.source();
    }
    classify(error.code().map(|state| state.code()), reason)
}

impl Sink for PostgresSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.insert(records))
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        let (postgres, tls) = (self.postgres.clone(), self.tls.clone());
        Some(Box::new(PostgresSink { postgres, tls, connected: None }))
    }
}

impl fmt::Debug for PostgresSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresSink").field("postgres", &self.postgres).finish_non_exhaustive()
    }
}
