//! The client through its public interface, against real servers on loopback.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod account;
mod answers;
mod http;
mod http_faults;
mod lifecycle;
mod logging;
mod overflow;
mod printing;
mod routing;
mod spool;
mod support;
mod waits;
