//! The promise.

use std::future::Future;
use std::pin::Pin;

use linestamp_filter::Filter;
use linestamp_schema::{LogRecord, Timestamp};
use serde::Serialize;
use tokio::sync::watch;

use crate::error::StoreError;
use crate::query::{Facet, FacetQuery, Histogram, HistogramQuery, Page, Query};
use crate::snapshot::Snapshot;
use crate::stored::{Seq, Stored};

/// A store's work on one question.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = Result<T, StoreError>> + Send + 'a>>;

/// A store of records.
///
/// A record's key is its workspace and its id; while a record is retained, a later one with its key
/// is a duplicate, which the store leaves out. What a question sees is everything that was
/// acknowledged before it was asked; what arrives while it is answered may be in the answer.
///
/// A future that is dropped stops the question where it can be stopped; an append that has begun
/// may still be stored.
pub trait Store: Send + Sync + 'static {
    /// Stores the records; done when they are durable.
    ///
    /// # Errors
    /// Where they could not be stored: none of them was.
    fn append(&self, batch: Batch) -> Work<'_, Appended>;

    /// Records by filter and order, a page at a time.
    fn records(&self, query: Query) -> Work<'_, Page>;

    /// One record.
    fn get(&self, seq: Seq) -> Work<'_, Option<Stored>>;

    /// What arrived behind `after`, in the order of arrival, at most `limit` records.
    fn arrived(&self, after: Seq, limit: usize) -> Work<'_, Vec<Stored>>;

    /// The last arrival that can be read, as it goes on.
    fn watch(&self) -> watch::Receiver<Seq>;

    /// How many records there are over time.
    fn histogram(&self, query: HistogramQuery) -> Work<'_, Histogram>;

    /// The values of columns, a facet for each, in their order.
    fn facets(&self, query: FacetQuery) -> Work<'_, Vec<Facet>>;

    /// Removes records for good; how many there were.
    fn delete(&self, filter: Filter) -> Work<'_, u64>;

    /// A copy of everything that was acknowledged before, for a backup.
    ///
    /// # Errors
    /// Where the store has backups of its own kind: the error says which.
    fn snapshot(&self) -> Work<'_, Snapshot> {
        let what = "this store gives no copy of itself: back it up by the means of its database";
        Box::pin(std::future::ready(Err(StoreError::NotSupported(what.to_owned()))))
    }

    /// How much there is.
    fn status(&self) -> Work<'_, Status>;

    /// Finishes what has begun and takes nothing more.
    fn close(&self) -> Work<'_, ()>;
}

/// Records that arrived together.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The records, in their order.
    pub records: Vec<LogRecord>,
    /// When they arrived.
    pub received_at: Timestamp,
}

/// What became of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Appended {
    /// For each record, in their order.
    pub outcomes: Vec<Outcome>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is stored, at that place in the order of arrival.
    Stored(Seq),
    /// One with its key was there before.
    Duplicate,
}

/// How much a store holds.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Status {
    /// Records.
    pub records: u64,
    /// Bytes, as far as the store knows them.
    pub bytes: u64,
    /// The parts of which it consists, such as files of records.
    pub segments: u64,
    /// The time of the oldest record, in milliseconds since 1970.
    pub oldest: Option<i64>,
    /// The time of the newest record.
    pub newest: Option<i64>,
}
