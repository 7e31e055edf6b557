//! What code logs with.

use std::borrow::Cow;
use std::fmt::Arguments;
use std::panic::Location;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use linestamp_schema::{Level, LogRecord};
use tokio::runtime::Handle;

use crate::clock::{Clock, Randomness};
use crate::context::Context;
use crate::draft::{Draft, Handed, Place};
use crate::entry::Entry;
use crate::flush::{self, Left};
use crate::health::Health;
use crate::queue::Queue;
use crate::scope::Scope;
use crate::scratch;
use crate::traceparent::TraceParent;
use crate::worker::is_worker_thread;

/// What code logs with. A clone costs two reference counts; all clones share a queue and a level.
///
/// Where the level is on, a call makes the record and hands it to the queue. What happens when that
/// is full is the client's [`Overflow`](crate::Overflow).
#[derive(Clone)]
pub struct Logger {
    core: Arc<Core>,
    scope: Arc<Scope>,
}

/// What all loggers of a client share.
pub(crate) struct Core {
    pub(crate) queue: Arc<Queue>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) randomness: Arc<dyn Randomness>,
    pub(crate) runtime: Handle,
    level: AtomicU8,
}

impl Core {
    pub(crate) fn new(
        queue: Arc<Queue>,
        clock: Arc<dyn Clock>,
        randomness: Arc<dyn Randomness>,
        runtime: Handle,
        level: Option<Level>,
    ) -> Core {
        let level = AtomicU8::new(rank(level));
        Core { queue, clock, randomness, runtime, level }
    }

    pub(crate) fn set_level(&self, level: Option<Level>) {
        self.level.store(rank(level), Ordering::Relaxed);
    }
}

/// Zero is off; the more is let through, the higher.
const fn rank(level: Option<Level>) -> u8 {
    match level {
        None => 0,
        Some(level) => level as u8 + 1,
    }
}

impl Logger {
    pub(crate) fn new(core: Arc<Core>, scope: Scope) -> Logger {
        Logger { core, scope: Arc::new(scope) }
    }

    /// A logger whose records say this, too.
    #[must_use]
    pub fn with(&self, context: Context) -> Logger {
        Logger { core: Arc::clone(&self.core), scope: Arc::new(self.scope.with(context)) }
    }

    /// Whether records of that level are logged.
    #[must_use]
    #[inline]
    pub fn is_on(&self, level: Level) -> bool {
        rank(Some(level)) <= self.core.level.load(Ordering::Relaxed)
    }

    /// Something failed. The entry is stamped with the caller's line.
    #[track_caller]
    #[inline]
    pub fn error(&self, message: impl Into<String>) -> Entry<'_> {
        self.at(Level::Error, message)
    }

    /// Something may fail. The entry is stamped with the caller's line.
    #[track_caller]
    #[inline]
    pub fn warn(&self, message: impl Into<String>) -> Entry<'_> {
        self.at(Level::Warn, message)
    }

    /// Something happened. The entry is stamped with the caller's line.
    #[track_caller]
    #[inline]
    pub fn info(&self, message: impl Into<String>) -> Entry<'_> {
        self.at(Level::Info, message)
    }

    /// For whoever looks for a fault. The entry is stamped with the caller's line.
    #[track_caller]
    #[inline]
    pub fn debug(&self, message: impl Into<String>) -> Entry<'_> {
        self.at(Level::Debug, message)
    }

    /// An entry of that level. The entry is stamped with the caller's line.
    #[track_caller]
    #[inline]
    pub fn at(&self, level: Level, message: impl Into<String>) -> Entry<'_> {
        // Not in a closure: the caller is whoever calls this.
        let draft = if self.is_on(level) {
            let place = Place::of(Location::caller());
            Some(self.draft(level, Some(place), Cow::Owned(message.into())))
        } else {
            None
        };
        Entry::new(self, draft)
    }

    /// For the macros: an entry of a level that is on, from that line.
    #[doc(hidden)]
    #[inline]
    pub fn entry_at(
        &self,
        level: Level,
        message: Arguments<'_>,
        file: &'static str,
        line: u32,
    ) -> Entry<'_> {
        // Without arguments there is nothing to format.
        let message = match message.as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(scratch::format(message)),
        };
        Entry::new(self, Some(self.draft(level, Some(Place::new(file, line)), message)))
    }

    /// Logs a record that is complete already; neither context nor level is applied, but redaction
    /// and limits are.
    pub fn write(&self, record: LogRecord) {
        self.push(Handed::Whole(Box::new(record)));
    }

    /// The `traceparent` header for a request that goes out: the context's trace from a span of our
    /// own, if the context has one.
    #[must_use]
    pub fn traceparent(&self) -> Option<TraceParent> {
        self.scope.context().of_trace().map(|trace| trace.child(&*self.core.randomness))
    }

    /// The account of every record of the client so far; also after its end. In a forked process, what was so at
    /// the fork, or zeros where that cannot be told.
    #[must_use]
    pub fn health(&self) -> Health {
        self.core.queue.health()
    }

    /// Waits until every record logged so far has its fate; see [`Client::flush`](crate::Client::flush).
    ///
    /// # Errors
    /// What is left when the time is up.
    pub fn flush(&self, limit: Duration) -> Result<(), Left> {
        flush::blocking(&self.core, limit)
    }

    /// As [`Logger::flush`], without blocking the thread, on any executor.
    ///
    /// # Errors
    /// What is left when the time is up.
    pub async fn flush_async(&self, limit: Duration) -> Result<(), Left> {
        flush::pending(&self.core, limit).await
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    /// What a call says, so far.
    #[inline]
    pub(crate) fn draft(
        &self,
        level: Level,
        place: Option<Place>,
        message: Cow<'static, str>,
    ) -> Draft {
        Draft::new(level, self.core.clock.now(), place, message)
    }

    /// What this logger says of its records.
    pub(crate) fn scope(&self) -> &Arc<Scope> {
        &self.scope
    }

    #[inline]
    pub(crate) fn push_draft(&self, draft: &mut Draft) {
        self.push(Handed::Draft(draft));
        draft.done();
    }

    fn push(&self, record: Handed<'_>) {
        self.core.queue.push(&self.scope, record, !is_worker_thread());
    }
}

impl std::fmt::Debug for Logger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Not the context: it may hold what the redaction takes out.
        f.debug_struct("Logger").field("service", &self.scope.service()).finish_non_exhaustive()
    }
}
