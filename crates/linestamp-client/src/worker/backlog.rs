//! What waits in the spool for one sink: when a batch of it is due, what is in it, and how far the
//! sink is.
//!
//! The bounds of a batch are on disk before it is sent. What blocks is done on another thread.

use std::io;
use std::sync::Arc;

use crate::limits::BatchLimits;
use crate::spool::{Bounds, Chunk, Cursor, Reader, Store};

pub(crate) struct Backlog {
    store: Arc<Store>,
    lane: usize,
    /// Not there while it is used on another thread.
    place: Option<(Reader, Cursor)>,
    /// The number of the next record to read.
    next: u64,
    /// Every record before this number has its fate.
    done: u64,
    /// More was there when the last batch was read: it has waited long enough.
    behind: bool,
}

/// Whether a batch is due.
pub(crate) enum Cut {
    Due,
    Wait { something: bool },
}

impl Backlog {
    pub(crate) fn new(store: Arc<Store>, lane: usize, place: (Reader, Cursor)) -> Backlog {
        let next = place.0.next();
        Backlog { store, lane, place: Some(place), next, done: next, behind: true }
    }

    pub(crate) fn next(&self) -> u64 {
        self.next
    }

    /// How many numbers there are to read.
    pub(crate) fn waiting(&self) -> u64 {
        self.store.end().saturating_sub(self.next)
    }

    pub(crate) fn look(&mut self, limits: BatchLimits, now: bool) -> Cut {
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
        let done = self.done;
        let (chunk, noted) = self
            .elsewhere(move |reader, cursor| {
                let next = reader.next();
                let in_hand = cursor.batches().iter();
                let fixed = in_hand.copied().find(|batch| (batch.first..batch.end).contains(&next));
                let chunk = match fixed {
                    Some(batch) => reader.read(usize::MAX, usize::MAX, batch.end)?,
                    None => reader.read(limits.records.max(1), limits.bytes, u64::MAX)?,
                };
                let bounds = Bounds { first: chunk.first, end: chunk.end };
                let noted = match fixed {
                    // It says so already.
                    Some(batch) if batch == bounds => Ok(()),
                    _ => cursor.write(done, &[bounds]),
                };
                Ok((chunk, noted))
            })
            .await?;
        if noted.is_ok() {
            self.store.done(self.lane, done);
        }
        self.next = chunk.end;
        self.behind = self.waiting() > 0;
        Ok((chunk, noted))
    }

    /// Every record before that number has its fate. Its segment goes once that is noted: else a
    /// crash would leave a part of the batch, which would be another one.
    pub(crate) fn done(&mut self, end: u64) {
        self.done = end;
    }

    /// Notes how far the sink is; what is taken next would note it, too.
    pub(crate) async fn note(&mut self) -> io::Result<()> {
        let done = self.done;
        if self.place.as_ref().is_none_or(|(_, cursor)| cursor.done() == done) {
            return Ok(());
        }
        self.elsewhere(move |_, cursor| cursor.write(done, &[])).await?;
        self.store.done(self.lane, done);
        Ok(())
    }

    /// The last note.
    pub(crate) fn close(&mut self) {
        let in_hand = self.next > self.done;
        if let Some((_, cursor)) = &mut self.place
            && !in_hand
            && cursor.done() != self.done
        {
            // What it does not say is sent again.
            if cursor.write(self.done, &[]).is_ok() {
                self.store.done(self.lane, self.done);
            }
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
