//! What waits in the spool for one sink: when a batch of it is due, what is in it, and how far the
//! sink is.
//!
//! The bounds of a batch are on disk before it is sent. What blocks is done on another thread.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use crate::limits::BatchLimits;
use crate::queue::Queue;
use crate::spool::{Bounds, Chunk, Cursor, MOST_BATCHES, Reader, Store};

pub(crate) struct Backlog {
    queue: Arc<Queue>,
    store: Arc<Store>,
    lane: usize,
    /// Not there while it is used on another thread.
    place: Option<(Reader, Cursor)>,
    /// The number of the next record to read.
    next: u64,
    /// The batches that were taken, in order, from the first that is not finished on.
    in_hand: VecDeque<Taken>,
    /// Batches that were in hand when the process ended, and are not read again yet.
    fixed: VecDeque<Bounds>,
    /// More was there when the last batch was read: it has waited long enough.
    behind: bool,
}

struct Taken {
    bounds: Bounds,
    finished: bool,
}

/// Whether a batch is due.
pub(crate) enum Cut {
    Due,
    Wait { something: bool },
}

impl Backlog {
    pub(crate) fn new(
        queue: Arc<Queue>,
        store: Arc<Store>,
        lane: usize,
        place: (Reader, Cursor),
    ) -> Backlog {
        let next = place.0.next();
        let fixed = place.1.batches().iter().copied().filter(|batch| batch.end > next).collect();
        let in_hand = VecDeque::new();
        Backlog { queue, store, lane, place: Some(place), next, in_hand, fixed, behind: true }
    }

    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// How many numbers there are to read. What is on disk and not in the account yet is not there yet:
    /// it would have its fate before it is counted.
    fn waiting(&self) -> u64 {
        self.queue.spool_end().saturating_sub(self.next)
    }

    pub(crate) fn look(&mut self, limits: BatchLimits, now: bool) -> Cut {
        if self.in_hand.len() >= MOST_BATCHES {
            // The first of them is not finished, and those behind it keep their bounds until it is.
            return Cut::Wait { something: false };
        }
        let waiting = self.waiting();
        let full = waiting >= limits.records.max(1) as u64;
        let due = waiting > 0 && (now || self.behind || full);
        self.behind = false;
        if due { Cut::Due } else { Cut::Wait { something: waiting > 0 } }
    }

    /// Reads the next batch, and notes its bounds; where a batch was in hand when the process ended,
    /// it is that one.
    pub(crate) async fn take(
        &mut self,
        limits: BatchLimits,
    ) -> io::Result<(Chunk, io::Result<()>)> {
        let fixed = self.fixed.front().copied().filter(|batch| batch.first <= self.next);
        let (mut note, done, end) = (self.bounds(), self.done(), self.queue.spool_end());
        let (chunk, noted) = self
            .elsewhere(move |reader, cursor| {
                let chunk = match fixed {
                    Some(batch) => reader.read(usize::MAX, usize::MAX, batch.end)?,
                    None => reader.read(limits.records.max(1), limits.bytes, end)?,
                };
                note.retain(|batch| batch.end <= chunk.first || batch.first >= chunk.end);
                let at = note.partition_point(|batch| batch.end <= chunk.first);
                note.insert(at, Bounds { first: chunk.first, end: chunk.end });
                let noted = cursor.note(done, &note);
                Ok((chunk, noted))
            })
            .await?;
        if noted.is_ok() {
            self.store.done(self.lane, done);
        }
        let bounds = Bounds { first: chunk.first, end: chunk.end };
        self.in_hand.push_back(Taken { bounds, finished: false });
        self.next = chunk.end;
        self.fixed.retain(|batch| batch.end > chunk.end);
        self.behind = self.waiting() > 0;
        Ok((chunk, noted))
    }

    /// Every record of the batch that begins there has its fate. Its segment goes once that is noted:
    /// else a crash would leave a part of the batch, which would be another one. Where an earlier
    /// batch is in hand, a crash has both sent again.
    pub(crate) fn finished(&mut self, first: u64) {
        let mut taken = self.in_hand.iter_mut();
        if let Some(taken) = taken.find(|taken| taken.bounds.first == first) {
            taken.finished = true;
        }
        while self.in_hand.front().is_some_and(|taken| taken.finished) {
            self.in_hand.pop_front();
        }
    }

    /// Every record before this number has its fate.
    fn done(&self) -> u64 {
        self.in_hand.front().map_or(self.next, |taken| taken.bounds.first)
    }

    /// The batches whose bounds a crash must not move.
    fn bounds(&self) -> Vec<Bounds> {
        let in_hand = self.in_hand.iter().map(|taken| taken.bounds);
        in_hand.chain(self.fixed.iter().copied()).collect()
    }

    /// Notes how far the sink is; what is taken next would note it, too.
    pub(crate) async fn note(&mut self) -> io::Result<()> {
        let (done, bounds) = (self.done(), self.bounds());
        if self.place.as_ref().is_none_or(|(_, cursor)| cursor.done() == done) {
            return Ok(());
        }
        self.elsewhere(move |_, cursor| cursor.note(done, &bounds)).await?;
        self.store.done(self.lane, done);
        Ok(())
    }

    /// The last note.
    pub(crate) fn close(&mut self) {
        let (done, bounds) = (self.done(), self.bounds());
        // What it does not say is sent again.
        if let Some((_, cursor)) = &mut self.place
            && cursor.done() != done
            && cursor.note(done, &bounds).is_ok()
        {
            self.store.done(self.lane, done);
        }
    }

    async fn elsewhere<T: Send + 'static>(
        &mut self,
        work: impl FnOnce(&mut Reader, &mut Cursor) -> io::Result<T> + Send + 'static,
    ) -> io::Result<T> {
        let Some((mut reader, mut cursor)) = self.place.take() else {
            return Err(io::Error::other("the spool is in use"));
        };
        let worked = tokio::task::spawn_blocking(move || {
            let result = work(&mut reader, &mut cursor);
            ((reader, cursor), result)
        });
        match worked.await {
            Ok((place, result)) => {
                self.place = Some(place);
                result
            }
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
}
