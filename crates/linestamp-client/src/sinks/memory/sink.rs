//! Keeps what is sent.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;

use super::expect::Expect;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// What a [`MemorySink`] keeps, seen from the test. A clone sees the same.
#[derive(Debug, Clone, Default)]
pub struct Memory(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    kept: Mutex<Kept>,
    /// A batch came.
    changed: Condvar,
}

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

    /// As [`Memory::expect`], once there are at least that many of what the test expects; or what
    /// there is when the time is up, so that the assertion that follows tells of it.
    ///
    /// ```
    /// use std::time::Duration;
    /// use linestamp_client::sinks::memory::Memory;
    /// use linestamp_client::{BatchLimits, Client, Environment, info};
    ///
    /// let memory = Memory::new();
    /// let batch = BatchLimits { age: Duration::from_millis(1), ..BatchLimits::default() };
    /// let client = Client::builder("executor", Environment::Development, memory.sink())
    ///     .batch(batch)
    ///     .start()?;
    /// info!(client.logger(), event = "task_started", "Task 7 started");
    /// let started = memory.wait_for(1, Duration::from_secs(5), |all| all.event("task_started"));
    /// assert_eq!(started.one().message, "Task 7 started");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn wait_for(
        &self,
        count: usize,
        limit: Duration,
        narrow: impl Fn(Expect) -> Expect,
    ) -> Expect {
        let deadline = Instant::now() + limit;
        let mut kept = self.kept();
        loop {
            let found = narrow(Expect::among(kept.records.clone()));
            let left = deadline.saturating_duration_since(Instant::now());
            if found.count() >= count || left.is_zero() {
                return found;
            }
            let waited = self.0.changed.wait_timeout(kept, left);
            kept = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.kept.lock().unwrap_or_else(PoisonError::into_inner)
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
        self.0.0.changed.notify_all();
        Box::pin(std::future::ready(verdict))
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        Some(Box::new(self.0.sink()))
    }
}
