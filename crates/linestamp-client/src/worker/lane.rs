//! What one sink's part of the worker does: takes batches in order, from the queue or from the
//! spool, and has them delivered, as many at a time as the sink has deliveries.

use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use linestamp_schema::LogRecord;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::limits::BatchLimits;
use crate::queue::{Fate, Next, Queue};

use super::account::{Account, Origin};
use super::backlog::{Backlog, Cut};
use super::deliver::Delivery;
use super::stop::Stop;
use super::tell::Teller;

/// How long to wait where the spool cannot be read.
const PAUSE: Duration = Duration::from_secs(1);

pub(crate) struct Lane {
    source: Source,
    deliveries: Vec<Delivery>,
}

/// Where the batches of one sink come from.
struct Source {
    account: Account,
    queue: Arc<Queue>,
    teller: Arc<Teller>,
    batch: BatchLimits,
    backlog: Option<Backlog>,
    /// Tells of changes to the spool, and before which number records are to be sent at once.
    changes: watch::Receiver<u64>,
    /// Since when something waits for company.
    since: Option<Instant>,
}

/// What there is to do.
enum Step {
    Deliver(Batch),
    /// A batch is due in the spool.
    Read,
    Wait {
        something: bool,
    },
    /// Nothing more will come.
    End,
}

/// Records that are delivered together.
struct Batch {
    origin: Origin,
    records: Vec<LogRecord>,
}

impl Lane {
    pub(crate) fn new(
        account: Account,
        teller: Arc<Teller>,
        batch: BatchLimits,
        deliveries: Vec<Delivery>,
        backlog: Option<Backlog>,
    ) -> Lane {
        let queue = Arc::clone(&account.queue);
        let changes = queue.watch_spool();
        let source = Source { account, queue, teller, batch, backlog, changes, since: None };
        Lane { source, deliveries }
    }

    /// Delivers until the queue is closed and everything has its fate, or until it is stopped.
    pub(crate) async fn run(mut self, stop: Stop) -> Lane {
        stop.or_wait(self.work()).await;
        self
    }

    /// What is in hand, in order, and not in the spool; the rest stays there.
    pub(crate) fn give_back(&mut self) -> Vec<LogRecord> {
        if let Some(backlog) = &mut self.source.backlog {
            backlog.close();
        }
        let mut batches: Vec<_> =
            self.deliveries.iter_mut().filter_map(Delivery::give_back).collect();
        batches.sort_by_key(|(first, _)| *first);
        batches.into_iter().flat_map(|(_, records)| records).collect()
    }

    pub(crate) fn teller(&self) -> &Teller {
        &self.source.teller
    }

    async fn work(&mut self) {
        let Lane { source, deliveries } = self;
        let mut idle: Vec<&mut Delivery> = deliveries.iter_mut().collect();
        let mut busy = FuturesUnordered::new();
        let mut finished = Vec::new();
        loop {
            for (delivery, origin) in finished.drain(..) {
                source.finished(origin);
                idle.push(delivery);
            }
            let Some(delivery) = idle.pop() else {
                finished.extend(busy.next().await);
                continue;
            };
            let batch = match source.look() {
                Step::Deliver(batch) => Some(batch),
                Step::Read => beside(source.read(), &mut busy, &mut finished).await,
                Step::Wait { something } => {
                    beside(source.note(), &mut busy, &mut finished).await;
                    tokio::select! {
                        () = source.wait(something), if finished.is_empty() => {}
                        Some(done) = busy.next(), if !busy.is_empty() => finished.push(done),
                        else => {}
                    }
                    None
                }
                Step::End if busy.is_empty() => return,
                Step::End => {
                    finished.extend(busy.next().await);
                    None
                }
            };
            match batch {
                Some(batch) => busy.push(deliver(delivery, batch)),
                None => idle.push(delivery),
            }
        }
    }
}

async fn deliver(delivery: &mut Delivery, batch: Batch) -> (&mut Delivery, Origin) {
    delivery.deliver(batch.records, batch.origin).await;
    (delivery, batch.origin)
}

/// Does something that is not to be broken off, while deliveries go on.
async fn beside<T, D: Future>(
    work: impl Future<Output = T>,
    busy: &mut FuturesUnordered<D>,
    finished: &mut Vec<D::Output>,
) -> T {
    let mut work = pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            Some(done) = busy.next(), if !busy.is_empty() => finished.push(done),
        }
    }
}

impl Source {
    fn look(&mut self) -> Step {
        let hurry = *self.changes.borrow_and_update();
        // All but the first sink live from the spool alone.
        let next = match self.account.lane {
            0 => self.queue.next(self.is_old()),
            _ => Next::Spool,
        };
        match next {
            Next::Batch(first, records) => {
                self.since = None;
                Step::Deliver(Batch { origin: Origin::Queue(first), records })
            }
            Next::Wait { something } => Step::Wait { something },
            Next::Spool => self.look_at_spool(hurry),
            Next::End => Step::End,
        }
    }

    fn look_at_spool(&mut self, hurry: u64) -> Step {
        let old = self.is_old();
        let Some(backlog) = &mut self.backlog else { return Step::End };
        match backlog.look(self.batch, old || backlog.next() < hurry) {
            Cut::Due => Step::Read,
            Cut::Wait { something: false } if self.queue.is_spooled_out() => Step::End,
            Cut::Wait { something } => Step::Wait { something },
        }
    }

    fn is_old(&self) -> bool {
        self.since.is_some_and(|since| since.elapsed() >= self.batch.age)
    }

    /// Waits for work; where something waits already, for its age at most.
    async fn wait(&mut self, something: bool) {
        let Source { queue, changes, teller, since, batch, .. } = self;
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
            teller.drops(false);
            change.await;
        }
    }

    /// Reads a batch from the spool; where nothing of it can be sent, there is none.
    async fn read(&mut self) -> Option<Batch> {
        self.since = None;
        let backlog = self.backlog.as_mut()?;
        let (chunk, noted) = match backlog.take(self.batch).await {
            Ok(taken) => taken,
            Err(error) => {
                self.teller.spool(&error.to_string());
                tokio::time::sleep(PAUSE).await;
                return None;
            }
        };
        if let Err(error) = noted {
            // It is sent all the same: nothing is lost, but a crash may cut another batch.
            self.teller.spool(&error.to_string());
        }
        let origin = Origin::Spool(chunk.first);
        self.account.settle(origin, Fate::Damaged, chunk.damaged);
        self.account.settle(origin, Fate::MadeRoom, chunk.made_room);
        if chunk.records.is_empty() {
            backlog.finished(chunk.first);
            return None;
        }
        Some(Batch { origin, records: chunk.records })
    }

    /// A batch has its fate.
    fn finished(&mut self, origin: Origin) {
        if let (Origin::Spool(first), Some(backlog)) = (origin, &mut self.backlog) {
            backlog.finished(first);
        }
    }

    /// Notes how far the sink is in the spool.
    async fn note(&mut self) {
        if let Some(backlog) = &mut self.backlog
            && let Err(error) = backlog.note().await
        {
            self.teller.spool(&error.to_string());
        }
    }
}
