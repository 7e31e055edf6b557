//! Ends that nobody announced: a process that is killed, and a machine that loses what was not synced.
//! Whatever had been acknowledged is there exactly once after the next start.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

#[path = "../common/mod.rs"]
mod common;
mod kill;
#[cfg(target_os = "linux")]
mod power;
mod survivors;
mod worker;
