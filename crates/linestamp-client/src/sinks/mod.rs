//! Where records are sent. A sink encodes them, sends them, and reads the answer into a verdict;
//! queue, batches and retries are the worker's.

mod chosen;
pub mod filter;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "memory")]
pub mod memory;
pub mod route;
#[cfg(feature = "stdout")]
pub mod stdout;

use std::future::Future;
use std::pin::Pin;

use linestamp_schema::LogRecord;

use crate::verdict::Verdict;

/// A sink's work on one batch.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// Where records are sent.
///
/// The worker calls it with one batch at a time, on its own thread and runtime (a current-thread
/// one of tokio, with timers and I/O). The future is dropped where an attempt takes too long. It
/// must not block the thread for long: a thread that blocks cannot be stopped.
pub trait Sink: Send + 'static {
    /// Sends the records, in their order, and says what became of them. There is at least one.
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a>;
}

impl Sink for Box<dyn Sink> {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        (**self).send(records)
    }
}
