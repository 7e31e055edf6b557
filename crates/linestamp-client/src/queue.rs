//! The bounded queue between the threads that log and the worker, and the account of its records.
//!
//! One lock holds the records and the counters, so that a snapshot of them is exact. Whoever logs
//! holds it for the time of a push; the worker is woken only where it waits for what has just come:
//! the first record, or a full batch.

mod chunk;
mod forked;
mod room;
mod spooling;
mod state;
mod waiting;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use linestamp_schema::LogRecord;
use tokio::sync::{Notify, watch};

use crate::clock::Randomness;
use crate::draft::Handed;
use crate::health::{Dropped, Health, SinkHealth};
use crate::limits::{BatchLimits, QueueLimits};
use crate::scope::Scope;

use chunk::Chunk;
use spooling::Spooling;
pub(crate) use spooling::{Durable, Spill, ToSpool};
use state::{State, Waits};
use waiting::Waiting;

pub(crate) struct Queue {
    limits: QueueLimits,
    batch: BatchLimits,
    /// For ids.
    randomness: Arc<dyn Randomness>,
    /// The process that the worker is in.
    process: u32,
    state: Mutex<State>,
    /// Room was made, or the queue closed.
    room: Condvar,
    /// The worker has something to look at.
    work: Notify,
    /// Records found their fate, or are in the spool.
    pub(crate) progress: Notify,
    /// The spool's writer has something to look at.
    spill: Notify,
    /// The sinks have something to look at in the spool; before which number they are to hurry.
    spool_changed: watch::Sender<u64>,
}

/// What the worker finds when it asks for a batch.
pub(crate) enum Next {
    /// With the number of its first record.
    Batch(u64, Vec<LogRecord>),
    /// Nothing yet; wait for [`Queue::work`], and if something waits already, for its age.
    Wait { something: bool },
    /// What is next goes through the spool.
    Spool,
    /// Closed and empty.
    End,
}

/// The fates of records in the worker's hands.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Fate {
    Confirmed,
    Refused,
    RetriesSpent,
    Shutdown,
    Damaged,
    MadeRoom,
}

impl Fate {
    fn counter<'c>(
        self,
        confirmed: &'c mut u64,
        refused: &'c mut u64,
        dropped: &'c mut Dropped,
    ) -> &'c mut u64 {
        match self {
            Fate::Confirmed => confirmed,
            Fate::Refused => refused,
            Fate::RetriesSpent => &mut dropped.retries_spent,
            Fate::Shutdown => &mut dropped.shutdown,
            Fate::Damaged => &mut dropped.damaged,
            Fate::MadeRoom => &mut dropped.made_room,
        }
    }
}

impl Queue {
    pub(crate) fn new(
        limits: QueueLimits,
        batch: BatchLimits,
        randomness: Arc<dyn Randomness>,
    ) -> Queue {
        let limits = QueueLimits { records: limits.records.max(1), ..limits };
        let batch = BatchLimits { records: batch.records.max(1), ..batch };
        let state = State {
            waiting: Waiting::new(batch),
            first: 0,
            in_hand: Vec::new(),
            hurry: 0,
            closed: false,
            worker: Waits::Nothing,
            spooling: Spooling::default(),
            health: Health::default(),
            sinks: Vec::new(),
        };
        Queue {
            limits,
            batch,
            randomness,
            process: std::process::id(),
            state: Mutex::new(state),
            room: Condvar::new(),
            work: Notify::new(),
            progress: Notify::new(),
            spill: Notify::new(),
            spool_changed: watch::Sender::new(0),
        }
    }

    /// A panic under the lock leaves counters and records as they are, which is consistent.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a record in, or drops it and counts that. `may_wait` is false on the worker's thread.
    pub(crate) fn push(&self, scope: &Arc<Scope>, record: Handed<'_>, may_wait: bool) {
        self.push_durable(scope, record, may_wait, None);
    }

    /// As [`Queue::push`]; where somebody waits for the record to be durable, it goes to the spool.
    pub(crate) fn push_durable(
        &self,
        scope: &Arc<Scope>,
        record: Handed<'_>,
        may_wait: bool,
        durable: Option<Durable>,
    ) {
        let weight = record.weight(scope);
        let Some(mut state) = self.lock_unless_forked() else { return };
        if state.closed || !self.fits(&state, weight) {
            let Some(roomy) = self.without_room(state, weight, may_wait) else { return };
            state = roomy;
        }
        state.health.offered += 1;
        let number = state.end();
        state.waiting.push(scope, record, weight);
        let spills = state.spooling.on && {
            let crowded = self.is_crowded(&state);
            state.spools(number, durable, crowded)
        };
        let wakes = match state.worker {
            Waits::Nothing => false,
            Waits::Record => true,
            Waits::Batch => self.is_full_batch(&state),
        };
        if (spills || wakes) && self.is_forked() {
            // Nobody is there to be woken, or to send anything.
            state.closed = true;
            return;
        }
        if wakes {
            state.worker = Waits::Nothing;
        }
        drop(state);
        if spills {
            self.spill.notify_one();
        }
        if wakes {
            self.work.notify_one();
        }
    }

    fn fits(&self, state: &State, weight: usize) -> bool {
        let (records, bytes) = state.kept();
        records < self.limits.records && bytes + weight <= self.limits.bytes
    }

    fn is_full_batch(&self, state: &State) -> bool {
        state.waiting.len() >= self.batch.records.min(self.limits.records)
            || state.waiting.bytes() >= self.batch.bytes.min(self.limits.bytes)
    }

    /// The worker's question. `old` says that what waits has waited long enough.
    pub(crate) fn next(&self, old: bool) -> Next {
        let mut state = self.lock();
        if !state.passes_spool() {
            state.worker = Waits::Nothing;
            return Next::Spool;
        }
        if state.waiting.len() == 0 {
            if state.closed {
                return Next::End;
            }
            state.worker = Waits::Record;
            return Next::Wait { something: false };
        }
        let hurry = state.closed || state.hurry > state.first;
        if !(old || hurry || self.is_full_batch(&state)) {
            state.worker = Waits::Batch;
            return Next::Wait { something: true };
        }
        state.worker = Waits::Nothing;
        let first = state.first;
        let chunk = state.waiting.pop_chunk().unwrap_or_default();
        state.hand_out(chunk.len() as u64);
        drop(state);
        self.room.notify_all();
        // Completed outside of the lock, which whoever logs needs.
        Next::Batch(first, self.complete([chunk]))
    }

    /// The records as sinks get them.
    fn complete(&self, chunks: impl IntoIterator<Item = Chunk>) -> Vec<LogRecord> {
        let mut records = Vec::new();
        for mut chunk in chunks {
            records.extend(chunk.complete(&*self.randomness));
            self.lock().waiting.recycle(chunk);
        }
        records
    }

    /// Waits until the worker should ask again.
    pub(crate) async fn work(&self) {
        self.work.notified().await;
    }

    /// Records of the batch that begins with that number have found their fate.
    pub(crate) fn settle(&self, batch: u64, fate: Fate, records: u64) {
        let mut state = self.lock();
        if let Some(at) = state.in_hand.iter().position(|other| other.first == batch) {
            state.in_hand[at].left -= records;
            if state.in_hand[at].left == 0 {
                state.in_hand.remove(at);
            }
        }
        state.meet(fate, records);
        drop(state);
        self.progress.notify_waiters();
    }

    /// All that is still in the worker's hands finds that fate.
    pub(crate) fn settle_rest(&self, fate: Fate) {
        let mut state = self.lock();
        let left = state.let_go();
        state.meet(fate, left);
        drop(state);
        self.progress.notify_waiters();
    }

    /// Counts something else than a fate.
    pub(crate) fn count(&self, change: impl FnOnce(&mut Health)) {
        change(&mut self.lock().health);
    }

    /// As [`Queue::count`], for another sink than the first.
    pub(crate) fn count_at(&self, lane: usize, change: impl FnOnce(&mut SinkHealth)) {
        let mut state = self.lock();
        if let Some(sink) = lane.checked_sub(1).and_then(|at| state.sinks.get_mut(at)) {
            change(sink);
        }
    }

    /// Takes no more records; who waits for room goes on.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.room.notify_all();
        self.work.notify_one();
        self.spill.notify_one();
        self.hurry_spool(u64::MAX);
    }

    /// Takes out what is left, as a batch.
    pub(crate) fn drain(&self) -> Vec<LogRecord> {
        let mut state = self.lock();
        let chunks = state.waiting.take(usize::MAX, usize::MAX);
        state.hand_out(chunks.iter().map(|chunk| chunk.len() as u64).sum());
        drop(state);
        self.complete(chunks)
    }

    /// Has everything that is there sent without waiting for company; returns the number before
    /// which records have to find their fate, for [`Queue::left_before`].
    pub(crate) fn hurry(&self) -> u64 {
        let mut state = self.lock();
        state.hurry = state.end();
        let end = state.hurry;
        let in_spool = state.flushed();
        drop(state);
        self.work.notify_one();
        self.spill.notify_one();
        self.hurry_spool(in_spool);
        end
    }

    /// How many records with a number below that one wait in the queue, and are in the worker's
    /// hands.
    pub(crate) fn left_before(&self, number: u64) -> (u64, u64) {
        let state = self.lock();
        let queued = number.saturating_sub(state.first).min(state.kept().0 as u64);
        let in_hand = state.in_hand.iter();
        let in_flight = in_hand.map(|batch| number.saturating_sub(batch.first).min(batch.left));
        (queued, in_flight.sum())
    }

    /// In a forked process, nothing if it cannot be told.
    pub(crate) fn health(&self) -> Health {
        self.lock_unless_forked().map(|state| state.health()).unwrap_or_default()
    }
}
