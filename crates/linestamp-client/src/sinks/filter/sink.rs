//! Picks the records and finds them again in the answer.

use std::fmt;
use std::sync::Arc;

use linestamp_schema::LogRecord;

use crate::sinks::chosen::{Chosen, Wanted};
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Sends only those records that are wanted.
pub struct Filter<S> {
    wanted: Wanted,
    sink: S,
}

impl<S: Sink> Filter<S> {
    /// Sends those for which the function says so.
    pub fn new(wanted: impl Fn(&LogRecord) -> bool + Send + Sync + 'static, sink: S) -> Filter<S> {
        Filter { wanted: Arc::new(wanted), sink }
    }
}

impl<S: Sink> Sink for Filter<S> {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async move {
            if records.iter().all(|record| (self.wanted)(record)) {
                return self.sink.send(records).await;
            }
            let some = Chosen::of(records, |record| (self.wanted)(record));
            if some.records.is_empty() {
                return Verdict::Confirmed;
            }
            some.back(self.sink.send(&some.records).await)
        })
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        let (wanted, sink) = (Arc::clone(&self.wanted), self.sink.beside()?);
        Some(Box::new(Filter { wanted, sink }))
    }
}

impl<S: fmt::Debug> fmt::Debug for Filter<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Filter").field("sink", &self.sink).finish_non_exhaustive()
    }
}
