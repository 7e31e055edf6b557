//! JSON or NDJSON by `POST`.
//!
//! Request: one batch, as an array of records or as a line for each, optionally compressed, with
//! the headers given. Answer: by its status, and where [`Answers::Items`] says so, by its body; see
//! [`classify`] for the table. Redirects are not followed, because that would turn a `POST` into a
//! `GET` that succeeds and delivers nothing.
//!
//! Guarantee: at least once. A record may arrive twice where an answer is lost; both have the same
//! `id`. Order is kept, but for records that the backend wants again while it takes later ones.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use crate::sinks::transport::{Answer, Compression, HttpSink};
pub use config::{Format, Http};
pub use response::{Answers, classify};
