//! What the tests share.

pub(crate) mod cutter;
pub(crate) mod desk;
pub(crate) mod gate;
pub(crate) mod server;
pub(crate) mod tls;

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use linestamp_client::sinks::Sink;
use linestamp_client::{
    BatchLimits, Client, ClientBuilder, DeadLetter, Environment, Notice, Retry,
};

/// Longer than anything that a test waits for.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// Long enough for what is there to be done, too short to wait for what is not.
pub(crate) const SHORT: Duration = Duration::from_millis(20);

/// Tries again without a wait worth the name.
pub(crate) const QUICK: Retry = Retry {
    first: Duration::from_millis(1),
    longest: Duration::from_millis(4),
    budget: PATIENCE,
    probe: Duration::from_millis(5),
};

/// A client that says nothing on standard error and retries quickly.
pub(crate) fn client(sink: impl Sink) -> ClientBuilder {
    Client::builder("tests", Environment::Development, sink).retry(QUICK).on_notice(|_| ())
}

/// Batches that only a flush closes before they are full.
pub(crate) fn batches_of(records: usize) -> BatchLimits {
    BatchLimits { records, bytes: 64 << 20, age: PATIENCE }
}

/// The messages of records that are numbered.
pub(crate) fn numbers(numbers: std::ops::Range<usize>) -> Vec<String> {
    numbers.map(|number| number.to_string()).collect()
}

/// A list that callbacks add to.
#[derive(Clone)]
pub(crate) struct Heard<T>(Arc<Mutex<Vec<T>>>);

impl<T: Clone + Send + 'static> Heard<T> {
    pub(crate) fn new() -> Heard<T> {
        Heard(Arc::default())
    }

    pub(crate) fn push(&self, item: T) {
        self.0.lock().unwrap().push(item);
    }

    pub(crate) fn all(&self) -> Vec<T> {
        self.0.lock().unwrap().clone()
    }
}

impl Heard<Notice> {
    pub(crate) fn ear(&self) -> impl FnMut(Notice) + Send + 'static {
        let heard = self.clone();
        move |notice| heard.push(notice)
    }
}

impl Heard<(String, String)> {
    /// A dead letter that keeps message and reason.
    pub(crate) fn dead_letter(&self) -> DeadLetter {
        let heard = self.clone();
        DeadLetter::call(move |record, reason| {
            heard.push((record.message.clone(), reason.to_owned()));
        })
    }
}

/// Waits until something is so; fails after the patience.
#[track_caller]
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "not within {PATIENCE:?}: {what}");
        std::thread::yield_now();
    }
}
