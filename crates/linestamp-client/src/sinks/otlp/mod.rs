//! OpenTelemetry, by OTLP over HTTP: protocol buffers or JSON.
//!
//! Request: `POST /v1/logs` (where the address has no path of its own) with an
//! `ExportLogsServiceRequest`, gzip unless switched off. Each column goes where
//! `linestamp schema opentelemetry` says; consecutive records of one service, environment, version
//! and instance share a resource. A key of `metadata` that is also a column's attribute goes to
//! `linestamp.metadata.KEY`; an integer beyond 64 signed bits becomes text; a time after July 2554 becomes the
//! last that nanoseconds can say.
//!
//! Limits: 64 MiB a request before compression, as the specification asks of receivers; where one
//! takes less, its 413 halves the batch.
//!
//! Answer: [`classify`] has the table.
//!
//! Guarantee: at least once. `log.record.uid` is the record's id, by which a store can find a
//! record that arrived twice. Order is kept. A partial success says how many records were rejected
//! but not which, and must not be sent again: they are counted as refused, and the dead letter gets
//! the whole batch with the collector's words.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::{Encoding, Otlp};
pub use response::classify;
