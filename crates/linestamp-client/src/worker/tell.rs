//! What the worker says, and to whom: notices, said once where once is enough, and dead letters.

use std::sync::Arc;
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;

use crate::dead_letter::DeadLetter;
use crate::notice::Notice;
use crate::queue::Queue;

/// How often drops are told.
const PAUSE: Duration = Duration::from_secs(10);

pub(crate) struct Teller {
    on_notice: Box<dyn FnMut(Notice) + Send>,
    dead_letter: DeadLetter,
    queue: Arc<Queue>,
    /// How many were refused in this batch, and why the first.
    refused: Option<(u64, String)>,
    told: u64,
    told_at: Option<Instant>,
    failing: bool,
    held: bool,
}

impl Teller {
    pub(crate) fn new(
        on_notice: Box<dyn FnMut(Notice) + Send>,
        dead_letter: DeadLetter,
        queue: Arc<Queue>,
    ) -> Teller {
        Teller {
            on_notice,
            dead_letter,
            queue,
            refused: None,
            told: 0,
            told_at: None,
            failing: false,
            held: false,
        }
    }

    /// Tells how many records were dropped since it was last told, if it is time to.
    pub(crate) fn drops(&mut self, at_the_end: bool) {
        let due = at_the_end || self.told_at.is_none_or(|at| at.elapsed() >= PAUSE);
        let dropped = self.queue.health().dropped.total();
        if due && dropped > self.told {
            let records = dropped - self.told;
            (self.told, self.told_at) = (dropped, Some(Instant::now()));
            (self.on_notice)(Notice::Dropped { records });
        }
    }

    /// Notes a refusal, to be told with the others of its batch.
    pub(crate) fn refused(&mut self, records: u64, reason: &str) {
        self.refused.get_or_insert_with(|| (0, reason.to_owned())).0 += records;
    }

    /// Tells the refusals that were noted.
    pub(crate) fn refusals(&mut self) {
        if let Some((records, reason)) = self.refused.take() {
            (self.on_notice)(Notice::Refused { records, reason });
        }
    }

    /// Gives records to the dead letter.
    pub(crate) fn dead<'r>(
        &mut self,
        records: impl IntoIterator<Item = &'r LogRecord>,
        reason: &str,
    ) {
        for record in records {
            if let Err(error) = self.dead_letter.keep(record, reason) {
                (self.on_notice)(Notice::DeadLetter { reason: error.to_string() });
            }
        }
    }

    pub(crate) fn failing(&mut self, reason: &str) {
        if !self.failing {
            self.failing = true;
            (self.on_notice)(Notice::Failing { reason: reason.to_owned() });
        }
    }

    pub(crate) fn held(&mut self, reason: &str) {
        if !self.held {
            self.held = true;
            self.queue.count(|health| health.held = true);
            (self.on_notice)(Notice::Held { reason: reason.to_owned() });
        }
    }

    /// The backend took something, or refused it for good: it is there.
    pub(crate) fn answered(&mut self) {
        self.failing = false;
        if self.held {
            self.held = false;
            self.queue.count(|health| health.held = false);
            (self.on_notice)(Notice::Resumed);
        }
    }
}
