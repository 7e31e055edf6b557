//! One tail.

use std::sync::Arc;

use axum::response::sse::Event;
use linestamp_filter::Filter;
use linestamp_store::{Seq, StoreError};
use tokio::sync::mpsc::Sender;

use super::PAUSE;
use super::ring::{Live, Ring};
use crate::reader::Reader;

/// As many arrivals are read from the store at once.
const PART: usize = 500;

/// A reader who is further behind than that many arrivals is brought to the present.
const FURTHEST: u64 = 10_000;

/// Follows the arrivals for one reader.
pub(super) struct Follower {
    ring: Arc<Ring>,
    reader: Reader,
    filter: Filter,
    /// The last arrival that was looked at.
    place: Seq,
    /// Up to which nothing is skipped: what was there when the reader came, and was asked for.
    asked: Seq,
}

/// The reader is gone.
struct Gone;

impl Follower {
    /// Follows from behind a place, else from now on.
    pub(super) fn new(
        ring: Arc<Ring>,
        reader: Reader,
        filter: Filter,
        after: Option<Seq>,
    ) -> Follower {
        let now = *reader.watch().borrow();
        // A place that is yet to come is one of another store.
        let place = after.map_or(now, |after| after.min(now));
        Follower { ring, reader, filter, place, asked: now }
    }

    /// Sends events until the reader is gone.
    pub(super) async fn run(mut self, events: &Sender<Event>) {
        let mut head = self.ring.head();
        loop {
            // What changes from here on is noticed below.
            let latest = *head.borrow_and_update();
            let Ok(has_moved) = self.step(latest, events).await else { return };
            if !has_moved && head.changed().await.is_err() {
                return;
            }
        }
    }

    /// Sends what is next, and says whether there was anything.
    async fn step(&mut self, latest: Seq, events: &Sender<Event>) -> Result<bool, Gone> {
        if let Some(next) = self.ring.next(self.place) {
            for live in &next {
                self.send(live, events).await?;
            }
            return Ok(!next.is_empty());
        }
        let is_live = self.place >= self.asked;
        let read = if is_live && latest.saturating_sub(self.place) > FURTHEST {
            self.skip(latest, events).await?
        } else {
            self.read(events).await?
        };
        if read.is_err() {
            // What cannot be read now is read later: nothing is left out.
            tokio::time::sleep(PAUSE).await;
        }
        Ok(true)
    }

    /// Sends what is next, out of the store.
    async fn read(&mut self, events: &Sender<Event>) -> Result<Result<(), StoreError>, Gone> {
        let (arrived, looked_at) = match self.reader.arrived(self.place, PART).await {
            Ok(arrived) => arrived,
            Err(error) => return Ok(Err(error)),
        };
        for stored in arrived {
            self.send(&Live::of(stored), events).await?;
        }
        self.place = self.place.max(looked_at);
        Ok(Ok(()))
    }

    /// Leaves out what is next, up to the present, and says how many records that were.
    async fn skip(
        &mut self,
        latest: Seq,
        events: &Sender<Event>,
    ) -> Result<Result<(), StoreError>, Gone> {
        let mut count = 0_u64;
        let mut failed = None;
        while self.place < latest {
            match self.reader.arrived(self.place, PART).await {
                // They were deleted.
                Ok((_, looked_at)) if looked_at <= self.place => self.place = latest,
                Ok((arrived, looked_at)) => {
                    let meant = |seq, record| seq <= latest && self.filter.holds(record);
                    let meant = arrived.iter().filter(|found| meant(found.seq, &found.record));
                    count += meant.count() as u64;
                    self.place = looked_at.min(latest);
                }
                Err(error) => {
                    failed = Some(error);
                    break;
                }
            }
        }
        if count > 0 {
            let event = Event::default().event("skipped").data(format!("{{\"count\":{count}}}"));
            events.send(event).await.map_err(|_| Gone)?;
        }
        Ok(failed.map_or(Ok(()), Err))
    }

    /// Sends a record, if it is one of those that are meant.
    async fn send(&mut self, live: &Live, events: &Sender<Event>) -> Result<(), Gone> {
        let stored = &live.stored;
        if self.reader.sees(stored) && self.filter.holds(&stored.record) {
            let event =
                Event::default().id(stored.seq.to_string()).event("record").data(&live.text);
            events.send(event).await.map_err(|_| Gone)?;
        }
        self.place = stored.seq;
        Ok(())
    }
}
