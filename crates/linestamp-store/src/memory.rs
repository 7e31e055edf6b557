//! The store that is compared with: a list, gone through for each question.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linestamp_filter::Filter;
use linestamp_schema::{Column, LogRecord};
use tokio::sync::watch;

use crate::error::StoreError;
use crate::query::{
    Cursor, Facet, FacetQuery, Histogram, HistogramQuery, Order, Page, Query, Tally, counted,
};
use crate::store::{Appended, Batch, Outcome, Status, Store, Work};
use crate::stored::{Seq, Stored};

/// A store in memory: everything is gone when it is dropped. For tests.
#[derive(Debug)]
pub struct MemoryStore {
    held: Mutex<Held>,
    newest: watch::Sender<Seq>,
}

#[derive(Debug, Default)]
struct Held {
    records: Vec<Stored>,
    last: Seq,
    closed: bool,
}

/// A record's key.
fn key(record: &LogRecord) -> (Option<&str>, &str) {
    (record.workspace_id.as_deref(), &record.id)
}

impl MemoryStore {
    /// An empty one.
    #[must_use]
    pub fn new() -> MemoryStore {
        MemoryStore { held: Mutex::default(), newest: watch::Sender::new(0) }
    }

    /// What is held; a panic elsewhere leaves it whole.
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, batch: Batch) -> Result<Appended, StoreError> {
        let mut held = self.held();
        if held.closed {
            return Err(StoreError::Closed);
        }
        let mut outcomes = Vec::with_capacity(batch.records.len());
        for record in batch.records {
            if held.records.iter().any(|stored| key(&stored.record) == key(&record)) {
                outcomes.push(Outcome::Duplicate);
                continue;
            }
            held.last += 1;
            let seq = held.last;
            held.records.push(Stored { seq, received_at: batch.received_at, record });
            outcomes.push(Outcome::Stored(seq));
        }
        self.newest.send_replace(held.last);
        Ok(Appended { outcomes })
    }

    /// Those that are meant, in the order of arrival.
    fn meant(&self, filter: &Filter) -> Vec<Stored> {
        let held = self.held();
        held.records.iter().filter(|stored| filter.holds(&stored.record)).cloned().collect()
    }

    fn page(&self, query: &Query) -> Page {
        let mut records = self.meant(&query.filter);
        records.sort_by_key(Cursor::behind);
        if query.order == Order::NewestFirst {
            records.reverse();
        }
        if let Some(after) = query.after {
            records.retain(|stored| match query.order {
                Order::NewestFirst => Cursor::behind(stored) < after,
                Order::OldestFirst => Cursor::behind(stored) > after,
            });
        }
        Page::of(records, query.limit)
    }

    fn count_over_time(&self, query: &HistogramQuery) -> Histogram {
        let mut buckets: BTreeMap<i64, Tally> = BTreeMap::new();
        for stored in self.meant(&query.filter) {
            let time = stored.record.timestamp.millis();
            if (query.from..query.until).contains(&time) {
                let start = time - (time - query.from) % query.step;
                let value = query.by.and_then(|column| counted(&stored.record, column));
                buckets.entry(start).or_default().add(value.as_deref(), 1);
            }
        }
        Histogram::of(buckets)
    }

    fn count_values(&self, query: &FacetQuery) -> Vec<Facet> {
        let meant = self.meant(&query.filter);
        let facet = |column: &&'static Column| {
            let mut tally = Tally::default();
            for stored in &meant {
                tally.add(counted(&stored.record, column).as_deref(), 1);
            }
            Facet::of(tally, query.limit)
        };
        query.columns.iter().map(facet).collect()
    }

    fn remove(&self, filter: &Filter) -> u64 {
        let mut held = self.held();
        let before = held.records.len();
        held.records.retain(|stored| !filter.holds(&stored.record));
        (before - held.records.len()) as u64
    }

    fn measure(&self) -> Status {
        let held = self.held();
        let times = || held.records.iter().map(|stored| stored.record.timestamp.millis());
        Status {
            records: held.records.len() as u64,
            segments: 1,
            oldest: times().min(),
            newest: times().max(),
            ..Status::default()
        }
    }
}

impl Default for MemoryStore {
    fn default() -> Self {
        MemoryStore::new()
    }
}

/// The answer that is there at once.
fn done<'a, T: Send + 'a>(answer: Result<T, StoreError>) -> Work<'a, T> {
    Box::pin(std::future::ready(answer))
}

impl Store for MemoryStore {
    fn append(&self, batch: Batch) -> Work<'_, Appended> {
        done(self.add(batch))
    }

    fn records(&self, query: Query) -> Work<'_, Page> {
        done(Ok(self.page(&query)))
    }

    fn get(&self, seq: Seq) -> Work<'_, Option<Stored>> {
        let held = self.held();
        done(Ok(held.records.iter().find(|stored| stored.seq == seq).cloned()))
    }

    fn arrived(&self, after: Seq, limit: usize) -> Work<'_, Vec<Stored>> {
        let held = self.held();
        let behind = held.records.iter().filter(|stored| stored.seq > after);
        done(Ok(behind.take(limit).cloned().collect()))
    }

    fn watch(&self) -> watch::Receiver<Seq> {
        self.newest.subscribe()
    }

    fn histogram(&self, query: HistogramQuery) -> Work<'_, Histogram> {
        done(Ok(self.count_over_time(&query)))
    }

    fn facets(&self, query: FacetQuery) -> Work<'_, Vec<Facet>> {
        done(Ok(self.count_values(&query)))
    }

    fn delete(&self, filter: Filter) -> Work<'_, u64> {
        done(Ok(self.remove(&filter)))
    }

    fn status(&self) -> Work<'_, Status> {
        done(Ok(self.measure()))
    }

    fn close(&self) -> Work<'_, ()> {
        self.held().closed = true;
        done(Ok(()))
    }
}
