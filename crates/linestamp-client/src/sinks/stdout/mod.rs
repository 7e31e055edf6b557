//! To standard output, for people or as JSON lines.
//!
//! Guarantee: what is confirmed was handed to the system. A write that fails (a closed pipe, a full
//! disk) is tried again by the client's [`Retry`](crate::Retry).

mod config;
mod encode;
mod sink;

pub use config::{Stdout, Style};
pub use sink::WriterSink;
