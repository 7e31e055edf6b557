//! Where rows are inserted.

use std::path::PathBuf;
use std::time::Duration;

use linestamp_schema::Key;

use super::sink::SqliteSink;
use crate::sinks::error::SinkError;

/// Where rows are inserted.
#[derive(Debug, Clone)]
pub struct Sqlite {
    pub(super) path: PathBuf,
    pub(super) key: Key,
    pub(super) patience: Duration,
}

impl Sqlite {
    /// Inserts into that database, which is created where there is none.
    #[must_use]
    pub fn file(path: impl Into<PathBuf>) -> Sqlite {
        Sqlite { path: path.into(), key: Key::default(), patience: Duration::from_secs(5) }
    }

    /// What makes two records the same; their id unless given.
    #[must_use]
    pub fn key(mut self, key: Key) -> Sqlite {
        self.key = key;
        self
    }

    /// How long another writer of the database is waited for; 5 seconds unless given. Then the
    /// batch is tried again, as after any failure.
    #[must_use]
    pub fn patience(mut self, patience: Duration) -> Sqlite {
        self.patience = patience;
        self
    }

    /// The sink.
    ///
    /// # Errors
    /// Where the database cannot be opened, or has another table of that name.
    pub fn sink(self) -> Result<SqliteSink, SinkError> {
        SqliteSink::new(self)
    }
}
