//! The log record: its columns, written down once, and everything that derives from them.
//!
//! A [`LogRecord`] is complete and correct. What comes over the wire need not be: an [`Intake`]
//! takes any JSON object and either gives a record in which nothing is lost, or refuses it with the
//! name of the field that is to blame.
//!
//! ```
//! use linestamp_schema::{Environment, Intake, Level, Moment, Timestamp};
//! use serde_json::json;
//!
//! // What a record need not say itself.
//! let intake = Intake::new().service("executor").environment(Environment::Production);
//! // The caller's clock and randomness: this crate has neither.
//! let now = Timestamp::from_millis(1_763_000_000_000).expect("a time of our era");
//! let moment = Moment { now, random: [7; 10] };
//!
//! let wire = json!({
//!     "level": "fatal",
//!     "message": "Task failed",
//!     "source_location": "executor.ts:142",
//!     "attempt": 3,
//! });
//! let record = intake.read(wire, moment)?;
//! assert_eq!(record.level, Level::Error);
//! assert_eq!(record.timestamp, now);
//! // What has no column, and what was mapped, is kept.
//! assert_eq!(record.metadata["attempt"], 3);
//! assert_eq!(record.metadata["level"], "fatal");
//!
//! let refused = intake.read(json!({ "level": "info" }), moment).unwrap_err();
//! assert_eq!(refused.field(), "message");
//! # Ok::<(), linestamp_schema::Refusal>(())
//! ```
//!
//! [`COLUMNS`] is the table itself, as data. The struct, its serde, and each [`Dialect`] (Drizzle,
//! SQL, TypeScript, JSON Schema and others) come from that one table.
//!
//! ```
//! use linestamp_schema::{Dialect, Key};
//!
//! let ddl = Dialect::Sqlite.render(Key::Id);
//! assert!(ddl.contains("CREATE INDEX IF NOT EXISTS logs_trace_id ON logs (trace_id);"));
//! ```
//!
//! The crate is pure: no file system, clock, randomness, environment or thread.

mod call_site;
mod cell;
mod column;
mod dialect;
mod environment;
mod id;
mod intake;
mod level;
mod metadata;
mod plain;
mod record;
mod refusal;
mod settle;
mod timestamp;
mod visible;
mod wire;

pub use call_site::{CallSite, CallSiteError};
pub use cell::CellRef;
pub use column::{Column, Kind, OpenTelemetry, Presence};
pub use dialect::{Dialect, Key, TABLE, UnknownDialect};
pub use environment::Environment;
pub use id::Moment;
pub use intake::Intake;
pub use level::Level;
pub use metadata::{MAX_DEPTH, MAX_METADATA_BYTES};
pub use record::{COLUMNS, LogRecord, column, columns};
pub use refusal::{Refusal, Why};
pub use timestamp::Timestamp;
pub use visible::visible;
