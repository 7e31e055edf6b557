//! The worker: a thread of its own with a runtime of its own, which takes batches from the queue
//! and has them delivered, one after the other.
//!
//! It needs no runtime of the program and blocks none. When it ends, by whatever way, the queue is
//! closed and every record has its fate.

mod deliver;
mod tell;

use std::cell::Cell;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{io, thread};

use tokio::runtime::{Builder, Handle};
use tokio::sync::Notify;

use crate::clock::Randomness;
use crate::dead_letter::DeadLetter;
use crate::limits::BatchLimits;
use crate::notice::Notice;
use crate::queue::{Next, Queue};
use crate::retry::Retry;
use crate::sinks::Sink;

use deliver::Delivery;
use tell::Teller;

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
    pub(crate) sink: Box<dyn Sink>,
    pub(crate) batch: BatchLimits,
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
    stop: Arc<Notify>,
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
        let (stop, ended) = (Arc::new(Notify::new()), Arc::new(Ended::default()));
        let (to_us, from_thread) = sync_channel(1);
        let (stopped, ending) = (Arc::clone(&stop), Arc::clone(&ended));
        thread::Builder::new()
            .name("linestamp".to_owned())
            .spawn(move || run(setup, &stopped, &ending, &to_us))?;
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
        self.stop.notify_one();
    }
}

fn started(from_thread: &Receiver<io::Result<Handle>>) -> io::Result<Handle> {
    from_thread
        .recv()
        .unwrap_or_else(|_| Err(io::Error::other("the worker's thread ended at once")))
}

fn run(setup: Setup, stop: &Notify, ended: &Ended, to_us: &SyncSender<io::Result<Handle>>) {
    IS_WORKER.set(true);
    // The runtime's threads for what blocks, such as looking up names, are the worker's, too.
    let ours = || IS_WORKER.set(true);
    let built = Builder::new_current_thread().enable_all().on_thread_start(ours).build();
    let runtime = match built {
        Ok(runtime) => runtime,
        Err(error) => {
            // Whoever started us waits for this, so it arrives.
            let _ = to_us.send(Err(error));
            return;
        }
    };
    let _ = to_us.send(Ok(runtime.handle().clone()));
    let queue = Arc::clone(&setup.queue);
    let _ending = Ending { queue, ended };
    let teller = Teller::new(setup.on_notice, setup.dead_letter, Arc::clone(&setup.queue));
    let mut delivery = Delivery::new(
        Arc::clone(&setup.queue),
        setup.sink,
        setup.retry,
        setup.attempt,
        setup.randomness,
        teller,
    );
    runtime.block_on(async {
        tokio::select! {
            () = work(&setup.queue, setup.batch.age, &mut delivery) => {}
            () = stop.notified() => {}
        }
        // Closed first: what comes from now on is counted as such.
        setup.queue.close();
        delivery.abandon();
    });
}

/// Delivers until the queue is closed and empty.
async fn work(queue: &Queue, age: Duration, delivery: &mut Delivery) {
    let mut since: Option<Instant> = None;
    loop {
        let old = since.is_some_and(|since| since.elapsed() >= age);
        match queue.next(old) {
            Next::Batch(batch) => {
                since = None;
                delivery.deliver(batch).await;
            }
            Next::Wait { something: false } => {
                since = None;
                delivery.tell_drops(false);
                queue.work().await;
            }
            Next::Wait { something: true } => {
                let since = *since.get_or_insert_with(Instant::now);
                let left = age.saturating_sub(since.elapsed());
                // Whichever comes first; both lead to the same question.
                let _ = tokio::time::timeout(left, queue.work()).await;
            }
            Next::End => return,
        }
    }
}

/// Dropped when the worker ends, also by a panic of a sink or a callback: nobody waits for it any
/// longer, and what it had in hand is accounted for.
struct Ending<'w> {
    queue: Arc<Queue>,
    ended: &'w Ended,
}

impl Drop for Ending<'_> {
    fn drop(&mut self) {
        self.queue.close();
        drop(self.queue.drain());
        let left = self.queue.health().in_flight;
        if left > 0 {
            self.queue.settle(crate::queue::Fate::Shutdown, left);
        }
        *self.ended.ended.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ended.changed.notify_all();
        self.queue.progress.notify_waiters();
    }
}
