//! Files of JSON lines, rotated by size.
//!
//! Request: one write for each batch, a line of JSON for each record, at the end of the file. When
//! a batch would take it over [`Files::rotate_at`], the file is renamed to `NAME.1`, what was
//! `NAME.1` to `NAME.2`, and so on; what goes beyond [`Files::keep`] is deleted.
//!
//! Limits: none.
//!
//! Answer: the system's error; [`classify`] has the table.
//!
//! Guarantee: at least once. A batch is confirmed when the system has it, and with
//! [`Files::sync`] when it is on disk. A write that fails halfway is cut off again before the next
//! attempt, so that no line is torn; after a crash the last line may be. Order is kept. One process
//! writes to a file.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Files;
pub use response::classify;
pub use sink::FileSink;
