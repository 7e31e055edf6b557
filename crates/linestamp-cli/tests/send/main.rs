//! `linestamp send`, against a server that fails as the test wants.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod account;
#[cfg(unix)]
mod crash;
mod dry_run;
#[cfg(unix)]
mod follow;
mod inputs;
mod pipe;
mod server;
mod spool;
#[path = "../support/mod.rs"]
mod support;
