//! Waiting until what was logged has its fate.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};

use crate::logger::Core;
use crate::queue::Queue;
use crate::worker::is_worker_thread;

/// What has no fate yet when the time is up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Left {
    /// Records that still wait in the queue.
    pub queued: u64,
    /// Records that were sent, or are about to be, without an answer yet.
    pub in_flight: u64,
    /// Records that are safe in the spool, and are sent after the next start. Only a shutdown tells
    /// of them: to a flush they are done.
    pub spooled: u64,
}

impl fmt::Display for Left {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} record(s) queued and {} in flight when the time was up",
            self.queued, self.in_flight
        )?;
        if self.spooled > 0 {
            write!(f, ", {} in the spool, to be sent after the next start", self.spooled)?;
        }
        f.write_str("; allow more time, or see the notices for why the backend does not take them")
    }
}

impl std::error::Error for Left {}

/// What is left of the records before that number.
pub(crate) fn left(queue: &Queue, number: u64) -> Result<(), Left> {
    match queue.left_before(number) {
        (0, 0) => Ok(()),
        (queued, in_flight) => Err(Left { queued, in_flight, spooled: 0 }),
    }
}

pub(crate) fn blocking(core: &Core, limit: Duration) -> Result<(), Left> {
    if core.queue.is_forked() {
        return Err(core.queue.left_here());
    }
    let number = core.queue.hurry();
    // In a callback, the worker would wait for itself.
    if !is_worker_thread() {
        let (done, wait) = std::sync::mpsc::sync_channel(1);
        let waiting = wait_for(Arc::clone(&core.queue), number, limit);
        core.runtime.spawn(async move {
            waiting.await;
            // Nobody else is there to be told.
            let _ = done.send(());
        });
        // An error is a worker that has ended: what is left is told below.
        let _ = wait.recv();
    }
    left(&core.queue, number)
}

pub(crate) async fn pending(core: &Core, limit: Duration) -> Result<(), Left> {
    if core.queue.is_forked() {
        return Err(core.queue.left_here());
    }
    let number = core.queue.hurry();
    let (done, wait) = oneshot::channel();
    let waiting = wait_for(Arc::clone(&core.queue), number, limit);
    core.runtime.spawn(async move {
        waiting.await;
        let _ = done.send(());
    });
    let _ = wait.await;
    left(&core.queue, number)
}

/// Runs on the worker's runtime, whose timer it needs.
async fn wait_for(queue: Arc<Queue>, number: u64, limit: Duration) {
    let deadline = Instant::now() + limit;
    loop {
        let progress = queue.progress.notified();
        tokio::pin!(progress);
        // From here on no change is missed.
        progress.as_mut().enable();
        if left(&queue, number).is_ok() || timeout_at(deadline, progress).await.is_err() {
            return;
        }
    }
}
