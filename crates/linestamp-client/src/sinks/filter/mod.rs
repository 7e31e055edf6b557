//! Sends only those records that are wanted; the others count as confirmed.
//!
//! ```
//! use std::time::Duration;
//! use linestamp_client::sinks::filter::Filter;
//! use linestamp_client::sinks::memory::Memory;
//! use linestamp_client::{Client, Environment, Level, error, info};
//!
//! let memory = Memory::new();
//! let errors = Filter::new(|record| record.level == Level::Error, memory.sink());
//! let client = Client::builder("executor", Environment::Production, errors).start()?;
//! info!(client.logger(), "Task started");
//! error!(client.logger(), "Task failed");
//! client.shutdown(Duration::from_secs(5))?;
//! assert_eq!(memory.expect().one().message, "Task failed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Guarantee: that of the sink behind it.

mod sink;

pub use sink::Filter;
