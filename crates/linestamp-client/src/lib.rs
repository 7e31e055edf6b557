//! Sends typed log records, each with the file and line that wrote it, and accounts for every one.
//!
//! ```
//! use std::time::Duration;
//! use linestamp_client::sinks::memory::Memory;
//! use linestamp_client::{Client, Context, Environment, info};
//!
//! let memory = Memory::new();
//! let client = Client::builder("executor", Environment::Production, memory.sink()).start()?;
//! let logger = client.logger().with(Context::new().request_id("r-1"));
//!
//! let id = 7;
//! info!(logger, event = "task_started", attempt = 2, "Task {id} started");
//!
//! let health = client.shutdown(Duration::from_secs(5))?;
//! assert_eq!(health.confirmed, 1);
//! let record = memory.expect().event("task_started").one();
//! assert_eq!(record.request_id.as_deref(), Some("r-1"));
//! assert!(record.source_location.is_some_and(|place| place.contains(".rs:")));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A [`Logger`] hands records to a bounded queue, and returns. A worker with a thread and a runtime
//! of its own takes batches from it and gives them to a [`Sink`](sinks::Sink); it works under any
//! executor and without one. [`Health`] tells what became of every record.
//!
//! | when | without a spool | with a [`Spool`] | counted as |
//! |---|---|---|---|
//! | the queue is full | the call blocks for a second, or the newest or the oldest record is dropped: [`Overflow`] | what is in it goes to the disk, and the call waits for that; a second at most where the disk is full, too | `block_timeout`, `newest`, `oldest`; `spool_full` |
//! | the record alone is larger than the queue, or than the spool | it is dropped | the same | `too_large` |
//! | the backend fails, is slow or away | the batch is sent again, with backoff, up to [`Retry::budget`]; then it goes to the dead letter | the same, without an end: the spool keeps what it can hold | `retried`; `retries_spent` |
//! | it lets nobody in (401, 404, …) | the records are kept, and it is asked again each minute; said once | the same | `held` |
//! | it refuses a record | the record goes to the [`DeadLetter`] with the reason, the rest of the batch is delivered | the same | `refused` |
//! | the batch is too large (413) | halves of it are sent | the same | |
//! | it is larger than its columns or [`RecordLimits`] allow | it is cut, and its metadata says so | the same | |
//! | [`Client::flush`] | waits until each record has its fate, and says what is left | waits until each record has its fate or is synced to the disk | `spooled` |
//! | [`Entry::log_durable`] | is refused, and logs as usual | waits until the record is synced to the disk | `spooled` |
//! | [`Client::shutdown`] runs out of time | it says what is left; that goes to the dead letter | that goes to the disk, and is sent after the next start | `shutdown`; `spooled` |
//! | the [`Client`] is dropped | as by `shutdown`, for 5 seconds at most: [`ClientBuilder::drop_limit`] | the same | `shutdown`; `spooled` |
//! | something is logged after that | it is dropped | the same | `closed` |
//! | a sink or a callback panics | the worker ends as if shut down; what it had in hand does not reach the dead letter | what is on disk is sent after the next start | `shutdown`, `closed` |
//! | the process exits without that, crashes or is killed | what is in the queue and in flight is lost | in [`SpoolMode::Always`], what was logged within the last [`Spool::linger`]; in [`SpoolMode::Overflow`], what is in the queue and in flight; nothing that was flushed or logged as durable | |
//! | the disk is full, or fails | | said once; records wait in the queue, and are sent from there where nothing older is on disk; it is tried again ten times a second | `spool_full` |
//! | the disk loses or garbles something | | every record that is whole is sent, in order; the rest is said | `damaged` |
//! | one of several sinks fails ([`ClientBuilder::also`]) | | the others go on; where the spool is full, what they have is dropped for the one that is behind | `made_room` |
//! | the process forks | the child has no worker: with its copy of the client, calls and drops return at once and send nothing, and a flush says so; start a client in the child | the same; with a spool in another folder: the parent's stays locked until child and parent have ended | |
//!
//! What a program logs through `tracing` or `log` already comes in by the features of those names;
//! the module `bridge` has the rules.
//!
//! Delivery is at least once: a record whose confirmation is lost is sent again with the same `id`,
//! which is fixed before the first attempt; its timestamp is fixed when it is logged. What comes from the
//! spool is sent again after a crash in the same batch, with the same bounds, so that a token made from a
//! batch is the same, too. Each thread's records are sent in its order, unless
//! [`ClientBuilder::concurrency`] has several batches in flight; a record that the backend wants again
//! arrives after later ones of its batch, and one that was in flight, and in memory only, at a shutdown,
//! after those that were on disk by then.

#[cfg(any(feature = "log", feature = "tracing"))]
pub mod bridge;
mod builder;
mod client;
mod clock;
mod context;
mod dead_letter;
mod draft;
mod durable;
mod entry;
mod environment;
mod flush;
mod folder;
mod health;
mod limits;
mod logger;
mod macros;
mod metrics;
mod notice;
mod queue;
mod redaction;
mod retry;
mod scope;
mod scratch;
mod shorten;
pub mod sinks;
pub mod spool;
mod traceparent;
mod verdict;
mod weight;
mod worker;

pub use builder::ClientBuilder;
pub use client::Client;
pub use clock::{Clock, Randomness, SystemClock, ThreadRandomness};
pub use context::Context;
pub use dead_letter::DeadLetter;
pub use durable::NotDurable;
pub use entry::Entry;
pub use environment::EnvError;
pub use flush::Left;
pub use health::{Dropped, Health, SinkHealth};
pub use limits::{BatchLimits, Overflow, QueueLimits};
pub use linestamp_schema::{Environment, Level, LogRecord, Timestamp};
pub use logger::Logger;
pub use notice::Notice;
#[cfg(feature = "patterns")]
pub use redaction::PatternError;
pub use redaction::Redaction;
pub use retry::Retry;
pub use shorten::RecordLimits;
pub use spool::{Spool, SpoolMode};
pub use traceparent::{TraceParent, TraceParentError};
pub use verdict::Verdict;
