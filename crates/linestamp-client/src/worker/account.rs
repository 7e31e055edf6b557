//! Where a sink's worker counts: the first in the client's account, each other in its own.

use std::sync::Arc;

use crate::health::Health;
use crate::queue::{Fate, Queue};

/// Where a batch was taken from, with the number of its first record there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    Queue(u64),
    Spool(u64),
}

#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) queue: Arc<Queue>,
    /// The sink, counted from zero.
    pub(crate) lane: usize,
}

impl Account {
    /// Records of a batch have found their fate.
    pub(crate) fn settle(&self, origin: Origin, fate: Fate, records: u64) {
        match origin {
            Origin::Queue(batch) => self.queue.settle(batch, fate, records),
            Origin::Spool(_) => self.queue.settle_spooled(self.lane, fate, records),
        }
    }

    /// Records are about to be sent.
    pub(crate) fn attempt(&self, records: u64, again: bool) {
        let retried = if again { records } else { 0 };
        let count = |(attempts, sent, all_retried): (&mut u64, &mut u64, &mut u64)| {
            *attempts += 1;
            *sent += records;
            *all_retried += retried;
        };
        match self.lane {
            0 => self.queue.count(|Health { attempts, sent, retried, .. }| {
                count((attempts, sent, retried));
            }),
            lane => self.queue.count_at(lane, |sink| {
                count((&mut sink.attempts, &mut sink.sent, &mut sink.retried));
            }),
        }
    }

    pub(crate) fn held(&self, held: bool) {
        match self.lane {
            0 => self.queue.count(|health| health.held = held),
            lane => self.queue.count_at(lane, |sink| sink.held = held),
        }
    }

    /// How many records were dropped so far.
    pub(crate) fn dropped(&self) -> u64 {
        match self.lane {
            0 => self.queue.health().dropped.total(),
            lane => self.queue.sinks().get(lane - 1).map_or(0, |sink| sink.dropped.total()),
        }
    }
}
