//! `linestamp query`, `tail` and `trace`, against the service itself.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod query;
mod service;
mod tail;
mod trace;
