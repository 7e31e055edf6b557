//! Sends each record to the first sink that wants it.
//!
//! ```
//! use std::time::Duration;
//! use linestamp_client::sinks::memory::Memory;
//! use linestamp_client::sinks::route::Route;
//! use linestamp_client::{Client, Environment, info};
//!
//! let (audit, rest) = (Memory::new(), Memory::new());
//! let is_audit = |record: &linestamp_client::LogRecord| record.service == "audit";
//! let route = Route::otherwise(rest.sink()).when(is_audit, audit.sink());
//! let client = Client::builder("audit", Environment::Production, route).start()?;
//! info!(client.logger(), "Key rotated");
//! client.shutdown(Duration::from_secs(5))?;
//! assert_eq!((audit.records().len(), rest.records().len()), (1, 0));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Guarantee: for each record that of its sink. The sinks share batches and retries: one that fails
//! holds back the others. Several sinks of a client, each behind a
//! [`Filter`](super::filter::Filter), do not.

mod sink;

pub use sink::Route;
