//! What one sink's part of the worker does: takes batches in order, from the queue or from the
//! spool, and has them delivered, one after the other.

use std::sync::Arc;
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::limits::BatchLimits;
use crate::queue::{Fate, Next, Queue};

use super::account::Account;
use super::backlog::{Backlog, Cut};
use super::deliver::Delivery;
use super::stop::Stop;

/// How long to wait where the spool cannot be read.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) struct Lane {
    account: Account,
    queue: Arc<Queue>,
    batch: BatchLimits,
    delivery: Delivery,
    backlog: Option<Backlog>,
    /// Tells of changes to the spool, and before which number records are to be sent at once.
    changes: watch::Receiver<u64>,
    /// Since when something waits for company.
    since: Option<Instant>,
}

impl Lane {
    pub(crate) fn new(
        account: Account,
        batch: BatchLimits,
        delivery: Delivery,
        backlog: Option<Backlog>,
    ) -> Lane {
        let queue = Arc::clone(&account.queue);
        let changes = queue.watch_spool();
        Lane { account, queue, batch, delivery, backlog, changes, since: None }
    }

    /// Delivers until the queue is closed and everything has its fate, or until it is stopped.
    pub(crate) async fn run(mut self, stop: Stop) -> Lane {
        stop.or_wait(self.work()).await;
        self
    }

    /// What is in hand, and not in the spool; the rest stays there.
    pub(crate) fn give_back(&mut self) -> Vec<LogRecord> {
        if let Some(backlog) = &mut self.backlog {
            backlog.close();
        }
        self.delivery.give_back()
    }

    pub(crate) fn delivery(&mut self) -> &mut Delivery {
        &mut self.delivery
    }

    async fn work(&mut self) {
        loop {
            let hurry = *self.changes.borrow_and_update();
            // All but the first sink live from the spool alone.
            let next = match self.account.lane {
                0 => self.queue.next(self.is_old()),
                _ => Next::Spool,
            };
            match next {
                Next::Batch(batch) => {
                    self.since = None;
                    self.delivery.deliver(batch, false).await;
                }
                Next::Wait { something } => self.wait(something).await,
                Next::Spool => {
                    if self.spooled_step(hurry).await {
                        return;
                    }
                }
                Next::End => return,
            }
        }
    }

    fn is_old(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= self.batch.age)
    }

    /// Waits for work; where something waits already, for its age at most.
    async fn wait(&mut self, something: bool) {
        let Lane { queue, changes, delivery, since, batch, .. } = self;
        let change = async {
            tokio::select! {
                () = queue.work() => {}
                // The queue outlives this.
                _ = changes.changed() => {}
            }
        };
        if something {
            let since = *since.get_or_insert_with(Instant::now);
            let left = batch.age.saturating_sub(since.elapsed());
            // Whichever comes first; both lead to the same question.
            let _ = timeout(left, change).await;
        } else {
            *since = None;
            delivery.teller().drops(false);
            change.await;
        }
    }

    /// Delivers a batch from the spool, or waits for one; says whether this was the last.
    async fn spooled_step(&mut self, hurry: u64) -> bool {
        let old = self.is_old();
        let Some(backlog) = &mut self.backlog else { return true };
        match backlog.look(self.batch, old || backlog.next() < hurry) {
            Cut::Due => self.deliver_spooled().await,
            Cut::Wait { something } => {
                if !something && self.queue.is_spooled_out() {
                    return true;
                }
                if let Err(error) = backlog.note().await {
                    self.delivery.teller().spool(&error.to_string());
                }
                self.wait(something).await;
            }
        }
        false
    }

    async fn deliver_spooled(&mut self) {
        self.since = None;
        let Some(backlog) = &mut self.backlog else { return };
        let (chunk, noted) = match backlog.take(self.batch).await {
            Ok(taken) => taken,
            Err(error) => {
                self.delivery.teller().spool(&error.to_string());
                tokio::time::sleep(PAUSE).await;
                return;
            }
        };
        if let Err(error) = noted {
            // It is sent all the same: nothing is lost, but a crash may cut another batch.
            self.delivery.teller().spool(&error.to_string());
        }
        self.account.settle(Fate::Damaged, chunk.damaged, true);
        self.account.settle(Fate::MadeRoom, chunk.made_room, true);
        if !chunk.records.is_empty() {
            self.delivery.deliver(chunk.records, true).await;
        }
        if let Some(backlog) = &mut self.backlog {
            backlog.done(chunk.end);
        }
    }
}
