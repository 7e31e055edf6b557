//! Where records are sent. A sink encodes them, sends them, and reads the answer into a verdict;
//! queue, batches and retries are the worker's.

mod chosen;
#[cfg(feature = "clickhouse")]
pub mod clickhouse;
#[cfg(feature = "datadog")]
pub mod datadog;
#[cfg(feature = "elasticsearch")]
pub mod elasticsearch;
mod error;
#[cfg(feature = "file")]
pub mod file;
pub mod filter;
#[cfg(feature = "http")]
pub mod http;
#[cfg(feature = "linestamp")]
pub mod linestamp;
#[cfg(feature = "loki")]
pub mod loki;
#[cfg(feature = "memory")]
pub mod memory;
mod open;
#[cfg(feature = "otlp")]
pub mod otlp;
#[cfg(feature = "postgres")]
pub mod postgres;
#[cfg(feature = "http")]
pub mod presets;
pub mod route;
#[cfg(feature = "splunk")]
pub mod splunk;
#[cfg(feature = "sqlite")]
pub mod sqlite;
#[cfg(feature = "stdout")]
pub mod stdout;
#[cfg(feature = "http")]
pub mod transport;

use std::future::Future;
use std::pin::Pin;

use linestamp_schema::LogRecord;

use crate::verdict::Verdict;

pub use error::SinkError;
pub use open::{Opening, open};

/// A sink's work on one batch.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Verdict> + Send + 'a>>;

/// Where records are sent.
///
/// The worker calls each with one batch at a time, on its own thread and runtime (a current-thread
/// one of tokio, with timers and I/O). The future is dropped where an attempt takes too long. It
/// must not block the thread for long: a thread that blocks cannot be stopped.
pub trait Sink: Send + 'static {
    /// Sends the records, in their order, and says what became of them. There is at least one.
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a>;

    /// Another one that sends to the same place while this one does, for
    /// [`ClientBuilder::concurrency`](crate::ClientBuilder::concurrency); none where the place takes one
    /// batch at a time, as by default.
    fn beside(&self) -> Option<Box<dyn Sink>> {
        None
    }
}

impl Sink for Box<dyn Sink> {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        (**self).send(records)
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        (**self).beside()
    }
}
