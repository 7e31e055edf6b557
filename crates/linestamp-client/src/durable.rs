//! Logging a record and waiting until it is on disk.

use std::fmt;
use std::sync::mpsc;
use std::time::Duration;

use linestamp_schema::LogRecord;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::draft::Handed;
use crate::logger::Logger;
use crate::worker::is_worker_thread;

/// The record may not be on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotDurable {
    /// The client has no spool; the record was logged as any other.
    NoSpool,
    /// The spool did not take the record: it is full, cannot be written, or the client is shut down. A
    /// notice has the reason. If there was room, the record is in the queue, and is written and sent
    /// as soon as that is possible. In a forked process, whose copy of the client has no worker, the
    /// record is lost.
    Failed,
    /// Not within the time; the record is on its way.
    Late,
}

impl fmt::Display for NotDurable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotDurable::NoSpool => {
                "there is no disk to write the record to; give the client a spool"
            }
            NotDurable::Failed => "the spool did not take the record; see the notices for why",
            NotDurable::Late => "the record was not on disk when the time was up; allow more time",
        })
    }
}

impl std::error::Error for NotDurable {}

impl Logger {
    /// Logs a record that is complete already, as [`Logger::write`], and returns once it is synced to
    /// disk. In both modes of the spool.
    ///
    /// # Errors
    /// Where it may not be on disk. It is not lost for that: see [`NotDurable`].
    pub async fn log_durable(&self, record: LogRecord, limit: Duration) -> Result<(), NotDurable> {
        self.durable(Handed::Whole(Box::new(record)), limit).await
    }

    /// As [`Logger::log_durable`], blocking the thread.
    ///
    /// # Errors
    /// Where the record may not be on disk. On the worker's own thread, in a callback, it does not
    /// wait, and tells [`NotDurable::Late`].
    pub fn log_durable_blocking(
        &self,
        record: LogRecord,
        limit: Duration,
    ) -> Result<(), NotDurable> {
        self.durable_blocking(Handed::Whole(Box::new(record)), limit)
    }

    pub(crate) async fn durable(
        &self,
        record: Handed<'_>,
        limit: Duration,
    ) -> Result<(), NotDurable> {
        let core = self.core();
        let (done, wait) = oneshot::channel();
        self.push_durable(record, move || {
            // Whoever waits may have given up.
            let _ = done.send(());
        })?;
        // The time is kept by the worker's runtime: there may be no other.
        let waiting = core.runtime.spawn(async move { timeout(limit, wait).await });
        match waiting.await {
            Ok(Ok(Ok(()))) => Ok(()),
            Ok(Err(_)) => Err(NotDurable::Late),
            // The call was dropped, or the worker has ended.
            Ok(Ok(Err(_))) | Err(_) => Err(NotDurable::Failed),
        }
    }

    pub(crate) fn durable_blocking(
        &self,
        record: Handed<'_>,
        limit: Duration,
    ) -> Result<(), NotDurable> {
        let (done, wait) = mpsc::sync_channel(1);
        self.push_durable(record, move || {
            // Whoever waits may have given up.
            let _ = done.send(());
        })?;
        if is_worker_thread() {
            return Err(NotDurable::Late);
        }
        wait.recv_timeout(limit).map_err(|error| match error {
            mpsc::RecvTimeoutError::Timeout => NotDurable::Late,
            mpsc::RecvTimeoutError::Disconnected => NotDurable::Failed,
        })
    }

    fn push_durable(
        &self,
        record: Handed<'_>,
        durable: impl FnOnce() + Send + 'static,
    ) -> Result<(), NotDurable> {
        let queue = &self.core().queue;
        if queue.is_forked() {
            return Err(NotDurable::Failed);
        }
        let has_spool = queue.has_spool();
        let durable = has_spool.then(|| Box::new(durable) as crate::queue::Durable);
        queue.push_durable(self.scope(), record, !is_worker_thread(), durable);
        if has_spool { Ok(()) } else { Err(NotDurable::NoSpool) }
    }
}
