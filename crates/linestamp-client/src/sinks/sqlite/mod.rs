//! SQLite: a file of one's own, or one that D1's tools made.
//!
//! Request: one transaction for each batch, `INSERT … ON CONFLICT(id) DO NOTHING` for each record.
//! The table is the one of `linestamp schema sqlite`, created where there is none.
//!
//! Limits: none of its own.
//!
//! Answer: SQLite's result code; [`classify`] has the table.
//!
//! Guarantee: exactly once, for as long as the row is there: of two records with one id the first
//! wins. It is never `INSERT OR IGNORE`, which swallows violations of other constraints too. A
//! batch is whole or not there. It is on disk once confirmed, unless the database says otherwise
//! (`synchronous`). Order is kept.
//!
//! It runs on a thread of its own: a disk that is slow blocks no timer of the worker's.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Sqlite;
pub use response::classify;
pub use sink::SqliteSink;
