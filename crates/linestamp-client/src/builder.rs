//! How a client is set up.

use std::io::{self, Write as _};
use std::sync::Arc;
use std::time::Duration;

use linestamp_schema::{Environment, Level};

use crate::client::{Client, not_started};
use crate::clock::{Clock, Randomness, SystemClock, ThreadRandomness, renew};
use crate::context::Context;
use crate::dead_letter::DeadLetter;
use crate::limits::{BatchLimits, QueueLimits};
use crate::logger::Core;
use crate::notice::Notice;
use crate::queue::Queue;
use crate::redaction::Redaction;
use crate::retry::Retry;
use crate::scope::{Finish, Scope};
use crate::shorten::RecordLimits;
use crate::sinks::Sink;
use crate::spool::{self, Opened, Spool, SpoolMode};
use crate::worker::{Setup, Worker};

/// The name of the sink that a client begins with.
pub(crate) const FIRST: &str = "first";

/// Says it on standard error; where that is closed, nobody is left to be told.
fn print(notice: Notice) {
    let _ = writeln!(io::stderr(), "linestamp: {notice}");
}

/// How a client is set up; made by [`Client::builder`].
#[must_use = "a client has to be started"]
pub struct ClientBuilder {
    source: (String, Environment),
    sinks: Vec<(String, Box<dyn Sink>)>,
    spool: Option<Spool>,
    context: Context,
    finish: Finish,
    level: Option<Level>,
    queue: QueueLimits,
    batch: BatchLimits,
    concurrency: usize,
    retry: Retry,
    attempt: Duration,
    drop_limit: Duration,
    dead_letter: DeadLetter,
    on_notice: Box<dyn FnMut(Notice) + Send>,
    clock: Arc<dyn Clock>,
    randomness: Arc<dyn Randomness>,
}

impl ClientBuilder {
    /// The most batches that a sink may have in flight: so many bounds fit into a cursor of the spool.
    pub const MOST_CONCURRENCY: usize = spool::MOST_BATCHES;

    pub(crate) fn new(
        service: String,
        environment: Environment,
        sink: Box<dyn Sink>,
    ) -> ClientBuilder {
        ClientBuilder {
            source: (service, environment),
            sinks: vec![(FIRST.to_owned(), sink)],
            spool: None,
            context: Context::new(),
            finish: Finish::default(),
            level: Some(Level::Info),
            queue: QueueLimits::default(),
            batch: BatchLimits::default(),
            concurrency: 1,
            retry: Retry::default(),
            attempt: Duration::from_secs(30),
            drop_limit: Duration::from_secs(5),
            dead_letter: DeadLetter::nowhere(),
            on_notice: Box::new(print),
            clock: Arc::new(SystemClock),
            randomness: Arc::new(ThreadRandomness),
        }
    }

    /// What every record says; nothing beyond service and environment unless given.
    pub fn context(mut self, context: Context) -> ClientBuilder {
        self.context = context;
        self
    }

    /// What is taken out of every record before it leaves; nothing unless given.
    pub fn redact(mut self, redaction: Redaction) -> ClientBuilder {
        self.finish.redaction = redaction;
        self
    }

    /// How large a record may be; what the columns allow unless given. What is larger is cut, and
    /// says so.
    pub fn record_limits(mut self, limits: RecordLimits) -> ClientBuilder {
        self.finish.limits = limits;
        self
    }

    /// The least serious level that is let through, or none; `info` unless given.
    pub fn level(mut self, level: Option<Level>) -> ClientBuilder {
        self.level = level;
        self
    }

    /// How much is kept, and what happens when that is full.
    pub fn queue(mut self, limits: QueueLimits) -> ClientBuilder {
        self.queue = limits;
        self
    }

    /// Keeps records on disk until the backend has them; nothing is, unless given. One that the
    /// last process left behind is sent first.
    pub fn spool(mut self, spool: Spool) -> ClientBuilder {
        self.spool = Some(spool);
        self
    }

    /// Another sink, which gets every record, too; [`Filter`](crate::sinks::filter::Filter) sends it
    /// some of them. Each has a place of its own in the spool, its own batches and retries, so that
    /// none holds back the others: it needs a spool in mode [`SpoolMode::Always`].
    ///
    /// The name, of lower-case letters, digits, `-` and `_`, says where in the spool it is after a
    /// restart; the sink that a client begins with is called `first`. A new name begins with the oldest
    /// record there is.
    ///
    /// Where the spool is full, a sink that has not taken what another has makes room for it: what it
    /// loses is counted as `made_room`.
    pub fn also(mut self, name: impl Into<String>, sink: impl Sink) -> ClientBuilder {
        self.sinks.push((name.into(), Box::new(sink)));
        self
    }

    /// How much is sent at once.
    pub fn batch(mut self, limits: BatchLimits) -> ClientBuilder {
        self.batch = limits;
        self
    }

    /// How many batches each sink may have in flight; one unless given, and at most
    /// [`MOST_CONCURRENCY`](ClientBuilder::MOST_CONCURRENCY).
    ///
    /// With one, records arrive in the order in which they were logged. With more, batches overtake
    /// each other; what is promised of loss and of doubles is the same. From a spool, a batch that waits
    /// for its retry is overtaken by so many batches that there are `MOST_CONCURRENCY` with it. The records of each batch in
    /// flight take memory beside the queue. A sink that takes one batch at a time (a file, standard
    /// output, SQLite, and each whose [`Sink::beside`] gives none) stays at one.
    pub fn concurrency(mut self, batches: usize) -> ClientBuilder {
        self.concurrency = batches.clamp(1, Self::MOST_CONCURRENCY);
        self
    }

    /// How a batch is tried again.
    pub fn retry(mut self, retry: Retry) -> ClientBuilder {
        self.retry = retry;
        self
    }

    /// How long one attempt may take; 30 seconds unless given. A slower one is tried again.
    pub fn attempt_limit(mut self, limit: Duration) -> ClientBuilder {
        self.attempt = limit;
        self
    }

    /// How long dropping the client may take; 5 seconds unless given.
    pub fn drop_limit(mut self, limit: Duration) -> ClientBuilder {
        self.drop_limit = limit;
        self
    }

    /// Where undeliverable records go; nowhere unless given.
    pub fn dead_letter(mut self, dead_letter: DeadLetter) -> ClientBuilder {
        self.dead_letter = dead_letter;
        self
    }

    /// Who is told of trouble; standard error unless given.
    pub fn on_notice(mut self, tell: impl FnMut(Notice) + Send + 'static) -> ClientBuilder {
        self.on_notice = Box::new(tell);
        self
    }

    /// The clock; the system's unless given.
    pub fn clock(mut self, clock: impl Clock) -> ClientBuilder {
        self.clock = Arc::new(clock);
        self
    }

    /// The source of random bytes; a generator in each thread unless given.
    pub fn randomness(mut self, randomness: impl Randomness) -> ClientBuilder {
        self.randomness = Arc::new(randomness);
        self
    }

    /// Starts the worker.
    ///
    /// # Errors
    /// Where the system gives no thread or no event queue for it, or where the spool cannot be
    /// opened: another process has it, or another version of Linestamp has written it. Where sinks
    /// have bad names, or no spool.
    pub fn start(self) -> io::Result<Client> {
        check(&self.sinks, self.spool.as_ref())?;
        renew();
        let queue = Arc::new(Queue::new(self.queue, self.batch, Arc::clone(&self.randomness)));
        let spool = match &self.spool {
            Some(spool) => Some((open(spool, &self.sinks, &queue)?, spool.linger)),
            None => None,
        };
        let setup = Setup {
            queue: Arc::clone(&queue),
            sinks: self.sinks,
            spool,
            batch: self.batch,
            concurrency: self.concurrency,
            retry: self.retry,
            attempt: self.attempt,
            dead_letter: self.dead_letter,
            on_notice: self.on_notice,
            randomness: Arc::clone(&self.randomness),
        };
        let worker = Worker::start(setup).map_err(|error| not_started(&error))?;
        let runtime = worker.runtime.clone();
        let core = Core::new(queue, self.clock, self.randomness, runtime, self.level);
        let (service, environment) = self.source;
        let scope = Scope::new(service, environment, self.context, Arc::new(self.finish));
        Ok(Client::new(Arc::new(core), scope, worker, self.drop_limit))
    }
}

/// Opens the spool, and tells the queue of it.
fn open(spool: &Spool, sinks: &[(String, Box<dyn Sink>)], queue: &Queue) -> io::Result<Opened> {
    let names: Vec<String> = sinks.iter().map(|(name, _)| name.clone()).collect();
    let opened = spool::open(spool, &names)?;
    let waiting = opened.lanes.iter().map(|(reader, _)| reader.waiting());
    let waiting = names.into_iter().zip(waiting).collect();
    queue.with_spool(spool.mode == SpoolMode::Always, opened.store.end(), waiting);
    Ok(opened)
}

fn check(sinks: &[(String, Box<dyn Sink>)], spool: Option<&Spool>) -> io::Result<()> {
    let refused = |text: String| Err(io::Error::new(io::ErrorKind::InvalidInput, text));
    if sinks.len() > 1 && spool.is_none_or(|spool| spool.mode != SpoolMode::Always) {
        return refused("several sinks need a spool: give the client `Spool::always`".to_owned());
    }
    let is_plain = |letter: char| {
        letter.is_ascii_lowercase() || letter.is_ascii_digit() || "-_".contains(letter)
    };
    for (at, (name, _)) in sinks.iter().enumerate() {
        if name.is_empty() || name.len() > 64 || !name.chars().all(is_plain) {
            return refused(format!(
                "a sink cannot be called {name:?}: take up to 64 lower-case letters, digits, `-`, `_`"
            ));
        }
        if sinks[..at].iter().any(|(other, _)| other == name) {
            return refused(format!("two sinks are called {name:?}: give each a name of its own"));
        }
    }
    Ok(())
}
