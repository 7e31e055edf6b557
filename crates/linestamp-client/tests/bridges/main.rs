//! The bridges from `tracing` and `log`, through their own macros.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod feedback;
mod from_log;
mod from_tracing;

use std::time::Duration;

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{Client, Environment, Level, LogRecord, Logger};

/// Longer than anything that a test waits for.
const PATIENCE: Duration = Duration::from_secs(60);

/// What becomes records of what is done with a logger that lets all through.
fn logged(log: impl FnOnce(Logger)) -> Vec<LogRecord> {
    let memory = Memory::new();
    let client = Client::builder("tests", Environment::Development, memory.sink());
    let client = client.level(Some(Level::Debug)).start().unwrap();
    log(client.logger());
    client.shutdown(PATIENCE).unwrap();
    memory.records()
}
