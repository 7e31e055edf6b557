//! The owner of the worker: starts it, waits for it, ends it.

use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};

use linestamp_schema::{Environment, Level};

use crate::builder::{ClientBuilder, FIRST};
use crate::flush::{self, Left};
use crate::health::{Health, SinkHealth};
use crate::logger::{Core, Logger};
use crate::scope::Scope;
use crate::sinks::Sink;
use crate::worker::Worker;

/// How long a worker that was told to stop gets for its last account.
const GRACE: Duration = Duration::from_secs(1);

/// The owner of the queue and its worker. Keep it for as long as records are to be sent.
///
/// Dropping it is [`Client::shutdown`] with [`ClientBuilder::drop_limit`], and blocks that long at
/// most. A process that ends without either loses what is in the queue, and not in a spool:
/// `std::process::exit`, `abort` and statics drop nothing.
///
/// A process that forks leaves its child a copy without a worker. Logging with it and dropping it return
/// at once and send nothing; waiting for what was logged tells at once that it is not sent. A child that
/// logs starts a client of its own.
#[must_use = "a client that is dropped at once sends nothing"]
pub struct Client {
    logger: Logger,
    worker: Worker,
    drop_limit: Duration,
    is_down: bool,
}

impl Client {
    /// A client for a service in an environment, which sends to a sink.
    pub fn builder(
        service: impl Into<String>,
        environment: Environment,
        sink: impl Sink,
    ) -> ClientBuilder {
        ClientBuilder::new(service.into(), environment, Box::new(sink))
    }

    pub(crate) fn new(
        core: Arc<Core>,
        scope: Scope,
        worker: Worker,
        drop_limit: Duration,
    ) -> Client {
        Client { logger: Logger::new(core, scope), worker, drop_limit, is_down: false }
    }

    /// A logger. It may outlive the client; what it then logs is counted as `closed`.
    #[must_use]
    pub fn logger(&self) -> Logger {
        self.logger.clone()
    }

    /// Lets records of that level and more serious ones through from now on, or none.
    pub fn set_level(&self, level: Option<Level>) {
        self.logger.core().set_level(level);
    }

    /// The account of every record so far.
    #[must_use]
    pub fn health(&self) -> Health {
        self.logger.health()
    }

    /// The account of each sink, the first one's included.
    #[must_use]
    pub fn sinks(&self) -> Vec<SinkHealth> {
        self.logger.core().queue.all_sinks(FIRST)
    }

    /// Sends what was logged so far without waiting for full batches, and waits until each record
    /// has its fate: confirmed, refused or dropped, as [`Client::health`] tells; or, with a spool, until
    /// it is synced to the disk. Called on the worker's own thread, in a callback, it does not wait.
    ///
    /// # Errors
    /// What is left when the time is up; it stays where it is and is sent on.
    pub fn flush(&self, limit: Duration) -> Result<(), Left> {
        self.logger.flush(limit)
    }

    /// As [`Client::flush`], without blocking the thread, on any executor.
    ///
    /// # Errors
    /// What is left when the time is up; it stays where it is and is sent on.
    pub async fn flush_async(&self, limit: Duration) -> Result<(), Left> {
        self.logger.flush_async(limit).await
    }

    /// Takes no more records, sends what is there, and ends the worker. Gives the final account.
    ///
    /// # Errors
    /// What was left when the time was up. It goes to the spool, or, where there is none, to the dead
    /// letter, counted as `shutdown`.
    pub fn shutdown(mut self, limit: Duration) -> Result<Health, Left> {
        let result = self.end(limit);
        result.map(|()| self.health())
    }

    fn end(&mut self, limit: Duration) -> Result<(), Left> {
        self.is_down = true;
        let queue = Arc::clone(&self.logger.core().queue);
        if queue.is_forked() {
            return Err(queue.left_here());
        }
        queue.close();
        if self.worker.wait(limit) {
            return Ok(());
        }
        let left = flush::left(&queue, u64::MAX);
        let before = self.health().dropped.shutdown;
        self.worker.stop();
        // A sink that blocks its thread cannot be stopped; it is left to itself.
        self.worker.wait(GRACE);
        let health = self.health();
        let spooled = self.sinks().iter().map(|sink| sink.waiting).max().unwrap_or(0);
        if queue.has_spool() && spooled > 0 {
            // What was left has gone there, too, but for what did not fit.
            let lost = health.dropped.shutdown - before;
            return Err(Left { queued: health.queued, in_flight: lost, spooled });
        }
        left
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !self.is_down {
            // What is left was told by a notice and is in the dead letter.
            let _ = self.end(self.drop_limit);
        }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("health", &self.health()).finish_non_exhaustive()
    }
}

/// Why a client does not start.
pub(crate) fn not_started(error: &io::Error) -> io::Error {
    let text =
        format!("the worker's thread cannot be started: {error}; look at the limits on threads");
    io::Error::new(error.kind(), text)
}
