//! `linestamp query`, `tail`, `trace` and `delete`, against the service itself.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod delete;
mod query;
mod service;
mod tail;
mod trace;
