//! From the logging that a program has already: a layer for `tracing`, a logger for `log`.
//!
//! Input: an event or a record of the other crate. Output: a draft. The rules of both:
//!
//! - `trace` becomes `debug`; the original is kept in the metadata, as `level`.
//! - `event` and `event_type` are the column `event_type`. `trace_id`, `request_id`,
//!   `workspace_id`, `project_id`, `user_id`, `version` and `instance_id` are the columns of their
//!   names. A value that is no text becomes its JSON text, and is kept in the metadata, too.
//! - Every other key goes to the metadata, `id` included: there it mostly names a thing, and not
//!   the record.
//! - The target goes to the metadata, as `target`; file and line are the `source_location`.
//! - What comes from a worker's threads is ignored: the requests that carry the records would make
//!   records of their own, and those requests again. A notice's handler that logs through
//!   `tracing` or `log` is not heard for the same reason; it has to log to a [`Logger`].
//!
//! [`Logger`]: crate::Logger

#[cfg(feature = "log")]
mod log_bridge;
mod said;
#[cfg(feature = "tracing")]
mod tracing_layer;

#[cfg(feature = "log")]
pub use log_bridge::LogBridge;
#[cfg(feature = "tracing")]
pub use tracing_layer::TracingLayer;
