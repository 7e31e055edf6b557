//! The worker: a thread of its own with a runtime of its own, which takes batches from the queue
//! and has them delivered: a task for each sink, and one that writes to the spool.
//!
//! It needs no runtime of the program and blocks none. When it ends, by whatever way, the queue is
//! closed and every record has its fate.

mod account;
mod backlog;
mod deliver;
mod lane;
mod stop;
mod tell;
mod writer;

use std::cell::Cell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use std::{io, thread};

use linestamp_schema::LogRecord;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::clock::Randomness;
use crate::dead_letter::DeadLetter;
use crate::limits::BatchLimits;
use crate::notice::Notice;
use crate::queue::{Fate, Queue};
use crate::retry::Retry;
use crate::sinks::Sink;
use crate::spool::{Opened, Store};

use account::Account;
use backlog::Backlog;
use deliver::Delivery;
use lane::Lane;
use stop::Stop;
use tell::{Teller, Voice};
use writer::Writer;

thread_local! {
    static IS_WORKER: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread of a worker: it must not wait for itself.
pub(crate) fn is_worker_thread() -> bool {
    IS_WORKER.get()
}

/// What a worker needs to know.
pub(crate) struct Setup {
    pub(crate) queue: Arc<Queue>,
    /// Each with its name; there is at least one.
    pub(crate) sinks: Vec<(String, Box<dyn Sink>)>,
    /// The spool, and how long a record waits for others on its way there.
    pub(crate) spool: Option<(Opened, Duration)>,
    pub(crate) batch: BatchLimits,
    /// How many batches each sink may have in hand.
    pub(crate) concurrency: usize,
    pub(crate) retry: Retry,
    pub(crate) attempt: Duration,
    pub(crate) dead_letter: DeadLetter,
    pub(crate) on_notice: Box<dyn FnMut(Notice) + Send>,
    pub(crate) randomness: Arc<dyn Randomness>,
}

/// A running worker, seen from outside.
pub(crate) struct Worker {
    /// Spawns on the worker's runtime.
    pub(crate) runtime: Handle,
    stop: watch::Sender<bool>,
    ended: Arc<Ended>,
}

#[derive(Default)]
struct Ended {
    ended: Mutex<bool>,
    changed: Condvar,
}

impl Worker {
    /// Starts the thread.
    pub(crate) fn start(setup: Setup) -> io::Result<Worker> {
        let (stop, stopped) = Stop::new();
        let ended = Arc::new(Ended::default());
        let (to_us, from_thread) = sync_channel(1);
        let ending = EndOnDrop(Arc::clone(&ended));
        thread::Builder::new()
            .name("linestamp".to_owned())
            .spawn(move || run(setup, &stopped, ending, &to_us))?;
        let runtime = started(&from_thread)?;
        Ok(Worker { runtime, stop, ended })
    }

    /// Waits until the worker has ended, at most that long; says whether it has.
    pub(crate) fn wait(&self, limit: Duration) -> bool {
        let ended = self.ended.ended.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.ended.changed.wait_timeout_while(ended, limit, |ended| !*ended);
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Has it give up what it does.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }
}

fn started(from_thread: &Receiver<io::Result<Handle>>) -> io::Result<Handle> {
    from_thread
        .recv()
        .unwrap_or_else(|_| Err(io::Error::other("the worker's thread ended at once")))
}

fn run(setup: Setup, stop: &Stop, ended: EndOnDrop, to_us: &SyncSender<io::Result<Handle>>) {
    IS_WORKER.set(true);
    // Dropped last: whoever waits for the end finds the spool free for another.
    let _ended = ended;
    // The runtime's threads for what blocks, such as looking up names, are the worker's, too.
    let ours = || IS_WORKER.set(true);
    let built = Builder::new_current_thread().enable_all().on_thread_start(ours).build();
    let runtime = match built {
        Ok(runtime) => runtime,
        Err(error) => {
            setup.queue.close();
            // Whoever started us waits for this, so it arrives.
            let _ = to_us.send(Err(error));
            return;
        }
    };
    let _ = to_us.send(Ok(runtime.handle().clone()));
    // Dropped before the runtime, on which whoever flushes waits.
    let _settled = Settled(Arc::clone(&setup.queue));
    runtime.block_on(all(setup, stop));
}

/// Runs all tasks to their end; then what is left goes to the spool or to the dead letter.
async fn all(mut setup: Setup, stop: &Stop) {
    let queue = Arc::clone(&setup.queue);
    let spool = setup.spool.take();
    let store = spool.as_ref().map(|(opened, _)| Arc::clone(&opened.store));
    let (sinks, bytes) = (std::mem::take(&mut setup.sinks), setup.batch.bytes);
    let names_matter = sinks.len() > 1;
    let voice = Arc::new(Voice::new(setup.on_notice, setup.dead_letter));
    let mut tasks = JoinSet::new();
    let mut backlogs = Vec::new();
    if let Some((opened, linger)) = spool {
        if opened.damaged > 0 {
            voice.say(Notice::SpoolDamaged { bytes: opened.damaged });
        }
        let (store, voice) = (opened.store, Arc::clone(&voice));
        let place =
            |(lane, place)| Backlog::new(Arc::clone(&queue), Arc::clone(&store), lane, place);
        backlogs = opened.lanes.into_iter().enumerate().map(place).collect();
        let bytes = opened.segment_bytes.max(1).min(bytes.max(1 << 20));
        let writer = Writer { queue: Arc::clone(&queue), store, voice, linger, bytes };
        let stop = stop.clone();
        tasks.spawn(async move {
            writer.run(stop).await;
            None
        });
    }
    let mut backlogs = backlogs.into_iter();
    for (lane, (name, sink)) in sinks.into_iter().enumerate() {
        let account = Account { queue: Arc::clone(&queue), lane };
        let name = names_matter.then_some(name);
        let teller = Arc::new(Teller::new(Arc::clone(&voice), account.clone(), name));
        let deliveries = beside(sink, setup.concurrency).map(|sink| {
            let (randomness, teller) = (Arc::clone(&setup.randomness), Arc::clone(&teller));
            Delivery::new(account.clone(), sink, setup.retry, setup.attempt, randomness, teller)
        });
        let deliveries = deliveries.collect();
        let lane = Lane::new(account, teller, setup.batch, deliveries, backlogs.next());
        let stop = stop.clone();
        tasks.spawn(async move { Some(lane.run(stop).await) });
    }
    let mut lanes: Vec<Lane> = Vec::new();
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(lane) => lanes.extend(lane),
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        }
    }
    // Closed first: what comes from now on is counted as such.
    queue.close();
    abandon(&queue, &mut lanes, store.as_deref());
}

/// The sink, and as many beside it as are wanted and as it allows.
fn beside(sink: Box<dyn Sink>, concurrency: usize) -> impl Iterator<Item = Box<dyn Sink>> {
    let others: Vec<_> = (1..concurrency).map_while(|_| sink.beside()).collect();
    std::iter::once(sink).chain(others)
}

/// Gives up what is in hand and in the queue.
fn abandon(queue: &Queue, lanes: &mut [Lane], store: Option<&Store>) {
    let mut left: Vec<LogRecord> = lanes.iter_mut().flat_map(Lane::give_back).collect();
    left.extend(queue.drain());
    let saved = store.is_some_and(|store| !left.is_empty() && store.append(&left).is_ok());
    if saved {
        queue.saved();
    }
    for lane in lanes {
        let teller = lane.teller();
        if !saved && !left.is_empty() {
            teller.dead(&left, "the client was shut down before the backend confirmed it");
            queue.settle_rest(Fate::Shutdown);
            left.clear();
        }
        teller.drops(true);
    }
}

/// Dropped when the worker has ended: nobody waits for it any longer.
struct EndOnDrop(Arc<Ended>);

impl Drop for EndOnDrop {
    fn drop(&mut self) {
        *self.0.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.changed.notify_all();
    }
}

/// Dropped when the work ends, also by a panic of a sink or a callback: what was in hand is accounted
/// for.
struct Settled(Arc<Queue>);

impl Drop for Settled {
    fn drop(&mut self) {
        self.0.close();
        drop(self.0.drain());
        self.0.settle_rest(Fate::Shutdown);
    }
}
