//! Grafana Loki, by its push API.
//!
//! Request: `POST /loki/api/v1/push` (where the address has no path of its own), JSON, gzip unless
//! switched off. A stream for each service, environment and level, labelled `service_name`,
//! `environment` and `level` beside the labels that are given; a line for each record, which is the
//! record as JSON, at its timestamp in nanoseconds. `X-Scope-OrgID` where a tenant is given.
//!
//! Limits: 256 KiB a line, `max_line_size` as it is delivered: [`Loki::longest_line`] raises it. 15
//! labels a stream.
//!
//! Answer: [`classify`] has the table. With 400 Loki has dropped some lines and kept the others, and
//! does not name them: each half is sent by itself, until the line is found.
//!
//! Guarantee: at least once, and in effect once: a line has the record's id in it, and Loki keeps
//! one of two lines that are the same at the same time in the same stream. Order is that of the
//! timestamps.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Loki;
pub use response::classify;
