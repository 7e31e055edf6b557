//! Datadog, by its logs intake, version 2.
//!
//! Request: `POST /api/v2/logs` (where the address has no path of its own) with `DD-API-KEY`, an
//! array, gzip unless switched off. Each item is the record with `status`, `ddsource`
//! (`linestamp`), `ddtags` (`env:…,version:…`) and, where there is an instance, `hostname`;
//! `message`, `service` and `timestamp` are Datadog's own names already.
//!
//! Limits: 1,000 records, 5 MB a request before compression, 1 MB a record. Datadog drops records
//! that are older than 18 hours in silence.
//!
//! Answer: 202; [`classify`] has the table.
//!
//! Guarantee: at least once, with `id` in each record; Datadog does not look for doubles. Order is
//! that of the timestamps.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Datadog;
pub use response::classify;
