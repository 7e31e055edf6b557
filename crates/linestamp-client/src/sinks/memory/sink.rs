//! Keeps what is sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linestamp_schema::LogRecord;

use super::expect::Expect;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// What a [`MemorySink`] keeps, seen from the test. A clone sees the same.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Mutex<Kept>>);

#[derive(Debug, Default)]
struct Kept {
    records: Vec<LogRecord>,
    batches: Vec<usize>,
    verdicts: VecDeque<Verdict>,
}

impl Memory {
    /// With nothing in it.
    #[must_use]
    pub fn new() -> Memory {
        Memory::default()
    }

    /// A sink that keeps its records here.
    #[must_use]
    pub fn sink(&self) -> MemorySink {
        MemorySink(self.clone())
    }

    /// Gives that verdict on the next attempt for which none is planned yet; afterwards, all is
    /// confirmed again.
    pub fn answer(&self, verdict: Verdict) {
        self.kept().verdicts.push_back(verdict);
    }

    /// The records that were confirmed, in their order.
    #[must_use]
    pub fn records(&self) -> Vec<LogRecord> {
        self.kept().records.clone()
    }

    /// How many records each attempt had.
    #[must_use]
    pub fn attempts(&self) -> Vec<usize> {
        self.kept().batches.clone()
    }

    /// Narrows down the confirmed records to those that a test expects.
    pub fn expect(&self) -> Expect {
        Expect::among(self.records())
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps records in memory; made by [`Memory::sink`].
#[derive(Debug)]
pub struct MemorySink(Memory);

impl Sink for MemorySink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        let mut kept = self.0.kept();
        kept.batches.push(records.len());
        let verdict = kept.verdicts.pop_front().unwrap_or(Verdict::Confirmed);
        match &verdict {
            Verdict::Confirmed => kept.records.extend_from_slice(records),
            Verdict::Partial { refused, again } => {
                let taken = |index: &usize| {
                    !again.contains(index) && refused.iter().all(|(at, _)| at != index)
                };
                let taken = records.iter().enumerate().filter(|(index, _)| taken(index));
                kept.records.extend(taken.map(|(_, record)| record.clone()));
            }
            _ => {}
        }
        drop(kept);
        Box::pin(std::future::ready(verdict))
    }
}
