//! How long a question may take: until nobody waits for its answer, or its time is over.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use linestamp_store::StoreError;
use rusqlite::{Connection, ErrorCode};

use crate::error::sqlite;
use crate::sealed::read_only;

/// After how many of its steps SQLite looks at the time.
const STEPS: i32 = 10_000;

/// The patience with one question.
#[derive(Debug, Clone)]
pub(crate) struct Patience {
    given_up: Arc<AtomicBool>,
    limit: Duration,
    end: Option<Instant>,
}

impl Patience {
    pub(crate) fn new(limit: Duration) -> Patience {
        // A limit beyond all time is none.
        let end = Instant::now().checked_add(limit);
        Patience { given_up: Arc::default(), limit, end }
    }

    /// Gives up when it is dropped.
    pub(crate) fn guard(&self) -> Guard {
        Guard(Arc::clone(&self.given_up))
    }

    fn is_over(&self) -> bool {
        self.given_up.load(Ordering::Relaxed) || self.end.is_some_and(|end| Instant::now() >= end)
    }

    /// Opens a file to read it for as long as there is patience.
    pub(crate) fn open(&self, path: &Path) -> rusqlite::Result<Connection> {
        let mut conn = read_only(path)?;
        let patience = self.clone();
        conn.progress_handler(STEPS, Some(move || patience.is_over()))?;
        Ok(conn)
    }

    /// What to say of an error: the end of the patience is one too.
    pub(crate) fn error(&self, path: &Path, error: &rusqlite::Error) -> StoreError {
        if error.sqlite_error_code() == Some(ErrorCode::OperationInterrupted) {
            return StoreError::TooSlow(format!(
                "{} seconds are over; name a time that is shorter, or a filter that means fewer",
                self.limit.as_secs_f64()
            ));
        }
        sqlite(path, error)
    }
}

/// Somebody waits for the answer, for as long as this is there.
pub(crate) struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
