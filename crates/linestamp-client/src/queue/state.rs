//! What the queue's lock holds: the records, and the account of their fates.

use super::Fate;
use super::spooling::Spooling;
use super::waiting::Waiting;
use crate::health::{Health, SinkHealth};

pub(super) struct State {
    pub(super) waiting: Waiting,
    /// The number of the first waiting record; the numbers of the others follow.
    pub(super) first: u64,
    /// The batches in the worker's hands, the oldest first.
    pub(super) in_hand: Vec<InHand>,
    /// Records before this number are to be sent without waiting for company.
    pub(super) hurry: u64,
    pub(super) closed: bool,
    pub(super) worker: Waits,
    pub(super) spooling: Spooling,
    pub(super) health: Health,
    /// The accounts of all sinks but the first.
    pub(super) sinks: Vec<SinkHealth>,
}

/// A batch that was taken from the queue.
#[derive(Clone, Copy)]
pub(super) struct InHand {
    /// The number of its first record, which tells batches apart.
    pub(super) first: u64,
    /// How many of its records have no fate yet.
    pub(super) left: u64,
}

/// What the worker waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Waits {
    Nothing,
    Record,
    Batch,
}

impl State {
    /// The number that the next record will have.
    pub(super) fn end(&self) -> u64 {
        self.first + self.kept().0 as u64
    }

    /// The records that take room, and about how many bytes they take.
    pub(super) fn kept(&self) -> (usize, usize) {
        let Spooling { reserved, reserved_bytes, .. } = self.spooling;
        (self.waiting.len() + reserved, self.waiting.bytes() + reserved_bytes)
    }

    /// The account, with what follows from what is there.
    pub(super) fn health(&self) -> Health {
        let (records, bytes) = self.kept();
        let in_flight = self.in_hand.iter().map(|batch| batch.left).sum();
        Health { queued: records as u64, queued_bytes: bytes as u64, in_flight, ..self.health }
    }

    /// The first records have left the queue for the worker's hands.
    pub(super) fn hand_out(&mut self, records: u64) {
        if records > 0 {
            self.in_hand.push(InHand { first: self.first, left: records });
        }
        self.gone(records);
    }

    /// The first records have left the queue, and not for the spool.
    pub(super) fn gone(&mut self, records: u64) {
        self.first += records;
        self.spooling.gone(self.first);
    }

    /// Drops the oldest record, if there is one.
    pub(super) fn drop_oldest(&mut self) -> bool {
        let dropped: u64 = self.waiting.take(1, 0).iter().map(|chunk| chunk.len() as u64).sum();
        self.health.dropped.oldest += dropped;
        self.gone(dropped);
        dropped > 0
    }

    /// Nothing is in the worker's hands any longer; says how many records were.
    pub(super) fn let_go(&mut self) -> u64 {
        self.in_hand.drain(..).map(|batch| batch.left).sum()
    }

    /// Records find their fate.
    pub(super) fn meet(&mut self, fate: Fate, records: u64) {
        let Health { confirmed, refused, dropped, .. } = &mut self.health;
        *fate.counter(confirmed, refused, dropped) += records;
    }
}
