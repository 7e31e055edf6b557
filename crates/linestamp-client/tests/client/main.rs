//! The client through its public interface, against real servers on loopback.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod account;
mod answers;
mod concurrency;
mod environment;
mod guarding;
mod http;
mod http_faults;
mod lifecycle;
mod logging;
mod opening;
mod overflow;
mod printing;
mod routing;
mod sinks;
mod spool;
mod support;
mod waits;
