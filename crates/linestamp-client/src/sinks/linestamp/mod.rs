//! Linestamp's own logs service.
//!
//! Request: `POST /v1/records` (where the address has no path of its own), NDJSON, gzip unless
//! switched off, with a bearer token where one is given.
//!
//! Limits: the service's own, which it says by 413 and 429.
//!
//! Answer: 2xx means that what was taken is on disk. The body counts and names what was not:
//! `{"stored":2,"duplicates":1,"refused":[{"index":3,"field":"level","reason":"…"}]}`; [`classify`]
//! has the table.
//!
//! Guarantee: exactly once for as long as the service retains the record: its key is the workspace
//! and the id, and one that is there already is counted as a duplicate, which is a success. Order
//! is kept.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Linestamp;
pub use response::classify;
