//! Inserts batches on a thread of its own.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use linestamp_schema::LogRecord;
use rusqlite::Connection;

use super::config::Sqlite;
use super::request;
use super::response::classify;
use crate::sinks::error::SinkError;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Inserts batches; made by [`Sqlite::sink`].
pub struct SqliteSink {
    connection: Arc<Mutex<Connection>>,
    sqlite: Sqlite,
}

impl SqliteSink {
    pub(super) fn new(sqlite: Sqlite) -> Result<SqliteSink, SinkError> {
        let wrong = |error: rusqlite::Error| {
            let path = sqlite.path.display();
            SinkError::new(format!(
                "the database {path} cannot be used: {error}; name a file of SQLite's that can be \
                 written, or none yet"
            ))
        };
        let connection = Connection::open(&sqlite.path).map_err(wrong)?;
        connection.busy_timeout(sqlite.patience).map_err(wrong)?;
        request::table(&connection, sqlite.key).map_err(wrong)?;
        Ok(SqliteSink { connection: Arc::new(Mutex::new(connection)), sqlite })
    }

    async fn insert(&self, records: &[LogRecord]) -> Verdict {
        let (connection, key) = (Arc::clone(&self.connection), self.sqlite.key);
        let records = records.to_vec();
        let inserted = tokio::task::spawn_blocking(move || {
            // One that panicked has rolled its transaction back.
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            request::insert(&mut connection, key, &records)
        });
        match inserted.await {
            Ok(outcome) => classify(&outcome),
            Err(error) => Verdict::Retry { reason: error.to_string(), after: None },
        }
    }
}

impl Sink for SqliteSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.insert(records))
    }
}

impl fmt::Debug for SqliteSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteSink").field("sqlite", &self.sqlite).finish_non_exhaustive()
    }
}
