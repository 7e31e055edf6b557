//! The last arrivals, in memory: what those who follow along ask for again and again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use linestamp_store::{Seq, Stored};

use crate::shared::weight;

/// How many bytes of records are kept, at most.
const BYTES: u64 = 8 << 20;

/// The last arrivals, without a gap.
#[derive(Debug, Default)]
pub(crate) struct Recent {
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    records: VecDeque<(Stored, u64)>,
    bytes: u64,
}

impl Recent {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds what was committed, in the order of arrival.
    pub(crate) fn add(&self, records: impl Iterator<Item = Stored>) {
        let mut held = self.held();
        for stored in records {
            let weight = weight(&stored.record);
            held.bytes += weight;
            held.records.push_back((stored, weight));
            while held.bytes > BYTES {
                let Some((_, weight)) = held.records.pop_front() else { break };
                held.bytes -= weight;
            }
        }
    }

    /// Forgets all: some of it may have been removed.
    pub(crate) fn clear(&self) {
        *self.held() = Held::default();
    }

    /// What arrived behind a place, if nothing of it is older than what is here.
    pub(crate) fn behind(&self, after: Seq, limit: usize) -> Option<Vec<Stored>> {
        let held = self.held();
        let first = held.records.front()?.0.seq;
        if after.saturating_add(1) < first {
            return None;
        }
        let from = held.records.partition_point(|(stored, _)| stored.seq <= after);
        Some(held.records.range(from..).take(limit).map(|(stored, _)| stored.clone()).collect())
    }
}
