//! What a power cut may leave of a folder that processes have worked on, for tests of what is
//! said to be durable.
//!
//! A [`Recorder`] notes all that processes do to a folder, and in which order. A [`Disk`] is told that,
//! entry by entry, and at some of them there is a folder as a machine may find it when it starts again.
//! For Linux: it has the linker put a library before the C library.
//!
//! ```no_run
//! use std::process::Command;
//! use linestamp_powercut::Recorder;
//!
//! let recorder = Recorder::new();
//! recorder.run(Command::new("a-database").arg(recorder.folder()));
//! recorder.cut(30, |disk, left| {
//!     let said = disk.read("what-it-has-said");
//!     // Start it on `left`, and look for what it said.
//! });
//! ```
#![cfg(target_os = "linux")]
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "where it fails, the test has failed"
)]

mod disk;
mod entry;
mod recorder;

pub use disk::Disk;
pub use recorder::Recorder;
