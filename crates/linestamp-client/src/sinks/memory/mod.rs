//! Into memory, for tests: what was logged can be asked, and the sink can be told to fail.
//!
//! ```
//! use std::time::Duration;
//! use linestamp_client::{Client, Environment, Level, info};
//! use linestamp_client::sinks::memory::Memory;
//!
//! let memory = Memory::new();
//! let client = Client::builder("executor", Environment::Development, memory.sink()).start()?;
//! info!(client.logger(), event = "task_started", attempt = 2, "Task 7 started");
//! client.flush(Duration::from_secs(5))?;
//!
//! let record = memory.expect().level(Level::Info).event("task_started").one();
//! assert_eq!(record.message, "Task 7 started");
//! assert_eq!(record.metadata["attempt"], 2);
//! memory.expect().level(Level::Error).none();
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod expect;
mod sink;

pub use expect::Expect;
pub use sink::{Memory, MemorySink};
