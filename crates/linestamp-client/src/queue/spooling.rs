//! What the queue knows of the spool: which records are to go there, which have gone, and whether
//! the worker may take records past it.
//!
//! Records leave the queue in their order, either to the spool or, where nothing older is or will be
//! in the spool, into the worker's hands. One lock holds that decision and the account, so that none
//! overtakes another and none is counted twice.

use std::collections::VecDeque;

use linestamp_schema::LogRecord;

use super::chunk::Chunk;
use super::{Fate, Queue, State};
use crate::health::{Health, SinkHealth};

/// Called once the record is synced; dropped without a call where it goes another way.
pub(crate) type Durable = Box<dyn FnOnce() + Send>;

#[derive(Default)]
pub(super) struct Spooling {
    /// Whether there is a spool.
    pub(super) on: bool,
    /// Whether all records go there.
    pub(super) always: bool,
    /// Whether there is but one sink: only then can records pass by the spool.
    pub(super) one_sink: bool,
    /// Records before this number go to the spool.
    pub(super) spill: u64,
    /// Records that are being written: they still take their room in the queue, before all others.
    pub(super) reserved: usize,
    pub(super) reserved_bytes: usize,
    /// The number behind the last record in the spool, as the spool counts.
    end: u64,
    /// The spool is full or cannot be written.
    failing: bool,
    /// Who waits for which record to be synced.
    durable: VecDeque<(u64, Durable)>,
    /// What the writer waits for.
    writer: WriterWaits,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum WriterWaits {
    #[default]
    Nothing,
    Record,
    /// Company for what is there.
    Company,
}

/// Records on their way to the disk.
pub(crate) struct Spill {
    pub(crate) records: Vec<LogRecord>,
    weights: Vec<usize>,
    durable: Vec<(u64, Durable)>,
    first: u64,
}

/// What the writer finds when it asks for records.
pub(crate) enum ToSpool {
    Take(Spill),
    /// Nothing to write yet; wait for [`Queue::spill_work`].
    Wait,
    /// Some, but they may wait a moment for company.
    Linger,
    /// Closed, and nothing is left to write.
    End,
}

impl Spooling {
    /// The first records up to that number have left the queue without the spool.
    pub(super) fn gone(&mut self, before: u64) {
        while self.durable.front().is_some_and(|(number, _)| *number < before) {
            self.durable.pop_front();
        }
    }
}

impl State {
    /// Whether the worker may take records from the queue.
    pub(super) fn passes_spool(&self) -> bool {
        let spooling = &self.spooling;
        let nothing_older = self.health.spooled == 0 && spooling.reserved == 0;
        let not_wanted = spooling.spill <= self.first || spooling.failing;
        !spooling.on || (spooling.one_sink && nothing_older && not_wanted)
    }

    /// A record of that number has come; says whether the writer has to be woken.
    pub(super) fn spools(&mut self, number: u64, durable: Option<Durable>, crowded: bool) -> bool {
        if self.spooling.always || durable.is_some() {
            self.spooling.spill = number + 1;
        }
        self.spooling.durable.extend(durable.map(|durable| (number, durable)));
        self.wakes_writer(crowded)
    }

    /// What is there goes to the spool; says where that ends so far, as it counts itself. At the end,
    /// what waits is sent, and what is left goes to the spool anyway.
    pub(super) fn flushed(&mut self) -> u64 {
        if !self.closed {
            self.spooling.spill = self.end();
        }
        self.spooling.end
    }

    /// Whether the writer has to be woken; it then waits no longer.
    fn wakes_writer(&mut self, crowded: bool) -> bool {
        let wanted = self.spooling.spill > self.first;
        let urgent = crowded || self.closed || self.hurry > self.first;
        let wakes = match self.spooling.writer {
            WriterWaits::Nothing => false,
            WriterWaits::Record => wanted || self.closed,
            WriterWaits::Company => urgent || !self.spooling.durable.is_empty(),
        };
        if wakes {
            self.spooling.writer = WriterWaits::Nothing;
        }
        wakes
    }
}

impl Queue {
    /// Goes with a spool from now on, which ends there, and in which that many records wait for each
    /// sink.
    pub(crate) fn with_spool(&self, always: bool, end: u64, waiting: Vec<(String, u64)>) {
        let mut state = self.lock();
        let recovered = waiting.first().map_or(0, |(_, waiting)| *waiting);
        let one_sink = waiting.len() == 1;
        state.spooling = Spooling { on: true, always, one_sink, end, ..Spooling::default() };
        state.health.recovered = recovered;
        state.health.spooled = recovered;
        let sinks = waiting.into_iter().skip(1);
        let account =
            |(name, waiting)| SinkHealth { name, taken: waiting, waiting, ..Default::default() };
        state.sinks = sinks.map(account).collect();
    }

    /// The writer's question. `lingered` says that what is there has waited long enough; `most` is
    /// how many records, and `bytes` about how many bytes, are taken.
    pub(crate) fn to_spool(&self, lingered: bool, most: usize, bytes: usize) -> ToSpool {
        let mut state = self.lock();
        debug_assert_eq!(state.spooling.reserved, 0, "the writer asks again before it has written");
        let wanted = state.spooling.spill.saturating_sub(state.first) as usize;
        let wanted = wanted.min(state.waiting.len());
        if wanted == 0 {
            if state.closed {
                // Nothing can ask for the spool any longer; what waits goes past it.
                return ToSpool::End;
            }
            state.spooling.writer = WriterWaits::Record;
            return ToSpool::Wait;
        }
        let crowded = self.is_crowded(&state);
        state.spooling.writer = WriterWaits::Company;
        if !lingered && !state.wakes_writer(crowded) {
            return ToSpool::Linger;
        }
        state.spooling.writer = WriterWaits::Nothing;
        let first = state.first;
        let chunks = state.waiting.take(wanted.min(most.max(1)), bytes);
        let weights: Vec<usize> = chunks.iter().flat_map(Chunk::weights).collect();
        let end = first + weights.len() as u64;
        let mut durable = Vec::new();
        while state.spooling.durable.front().is_some_and(|(number, _)| *number < end) {
            durable.extend(state.spooling.durable.pop_front());
        }
        state.spooling.reserved = weights.len();
        state.spooling.reserved_bytes = weights.iter().sum();
        drop(state);
        // Completed, and redacted, outside of the lock, which whoever logs needs.
        let records = self.complete(chunks);
        ToSpool::Take(Spill { records, weights, durable, first })
    }

    /// The records are synced; the spool now ends there.
    pub(crate) fn spooled(&self, spill: Spill, end: u64) {
        let mut state = self.lock();
        let count = state.free(&spill);
        state.health.spooled += count;
        for sink in &mut state.sinks {
            sink.taken += count;
            sink.waiting += count;
        }
        state.spooling.failing = false;
        state.spooling.end = end;
        let urgent = state.hurry > spill.first;
        drop(state);
        for (_, durable) in spill.durable {
            durable();
        }
        self.room.notify_all();
        self.progress.notify_waiters();
        self.hurry_spool(if urgent { end } else { 0 });
    }

    /// The records could not be written; they are back in the queue, and whoever waits for them to
    /// be durable is told. Says whether that is news.
    pub(crate) fn not_spooled(&self, spill: Spill) -> bool {
        let mut state = self.lock();
        let State { spooling, waiting, .. } = &mut *state;
        (spooling.reserved, spooling.reserved_bytes) = (0, 0);
        let news = !std::mem::replace(&mut spooling.failing, true);
        waiting.put_back(spill.records, spill.weights);
        drop(state);
        drop(spill.durable);
        self.hurry_spool(0);
        news
    }

    /// All that is in the worker's hands is in the spool now.
    pub(crate) fn saved(&self) {
        let mut state = self.lock();
        let records = state.let_go();
        state.health.spooled += records;
        for sink in &mut state.sinks {
            sink.taken += records;
            sink.waiting += records;
        }
        drop(state);
        self.progress.notify_waiters();
    }

    /// The records are too large for any spool.
    pub(crate) fn unfit(&self, spill: Spill) {
        let mut state = self.lock();
        let count = state.free(&spill);
        state.health.dropped.too_large += count;
        drop(state);
        self.room.notify_all();
        self.progress.notify_waiters();
        self.hurry_spool(0);
    }

    /// The number behind the last record in the spool that is in the account.
    pub(crate) fn spool_end(&self) -> u64 {
        self.lock().spooling.end
    }

    /// Whether there is a spool.
    pub(crate) fn has_spool(&self) -> bool {
        self.lock().spooling.on
    }

    /// Waits until the writer should ask again.
    pub(crate) async fn spill_work(&self) {
        self.spill.notified().await;
    }

    /// Has the sinks look at the spool, and send what is before that number without waiting for
    /// company.
    pub(super) fn hurry_spool(&self, before: u64) {
        self.spool_changed.send_modify(|hurry| *hurry = before.max(*hurry));
    }

    /// Changes with what there is in the spool; tells the number before which it is to be sent at
    /// once.
    pub(crate) fn watch_spool(&self) -> tokio::sync::watch::Receiver<u64> {
        self.spool_changed.subscribe()
    }

    /// Records in the spool have found their fate at a sink.
    pub(crate) fn settle_spooled(&self, lane: usize, fate: Fate, records: u64) {
        let mut state = self.lock();
        let State { health, sinks, .. } = &mut *state;
        let (waiting, confirmed, refused, dropped) = match lane.checked_sub(1) {
            None => {
                let Health { spooled, confirmed, refused, dropped, .. } = health;
                (spooled, confirmed, refused, dropped)
            }
            Some(other) => {
                let SinkHealth { waiting, confirmed, refused, dropped, .. } = &mut sinks[other];
                (waiting, confirmed, refused, dropped)
            }
        };
        *waiting -= records;
        *fate.counter(confirmed, refused, dropped) += records;
        drop(state);
        self.progress.notify_waiters();
    }

    /// The accounts of all sinks but the first.
    pub(crate) fn sinks(&self) -> Vec<SinkHealth> {
        self.lock().sinks.clone()
    }

    /// The accounts of all sinks; the first one's is a part of the client's.
    pub(crate) fn all_sinks(&self, first: &str) -> Vec<SinkHealth> {
        let state = self.lock();
        let first = SinkHealth::of_first(first, &state.health());
        std::iter::once(first).chain(state.sinks.iter().cloned()).collect()
    }

    /// Whether the queue is closed and all of it is in the spool.
    pub(crate) fn is_spooled_out(&self) -> bool {
        let state = self.lock();
        state.closed && state.waiting.len() == 0 && state.spooling.reserved == 0
    }

    pub(super) fn is_crowded(&self, state: &State) -> bool {
        state.waiting.len() * 2 >= self.limits.records
            || state.waiting.bytes() * 2 >= self.limits.bytes
    }
}

impl State {
    /// The records of the spill have left the queue for good; says how many there are.
    fn free(&mut self, spill: &Spill) -> u64 {
        let count = spill.records.len() as u64;
        (self.spooling.reserved, self.spooling.reserved_bytes) = (0, 0);
        self.first += count;
        count
    }
}
