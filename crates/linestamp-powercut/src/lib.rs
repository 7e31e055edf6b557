//! What a power cut may leave of a folder that processes have worked on, for tests of what is
//! said to be durable.
//!
//! A [`Recorder`] notes all that processes do to a folder, and in which order. A [`Disk`] is told that,
//! entry by entry, and at any of them gives a folder as a machine may find it when it starts again.
//! For Linux: it has the linker put a library before the C library.
//!
//! ```no_run
//! use std::path::Path;
//! use std::process::Command;
//! use linestamp_powercut::{Disk, Luck, Recorder};
//! use rand::SeedableRng as _;
//! use rand::rngs::StdRng;
//!
//! let recorder = Recorder::new();
//! recorder.run(Command::new("a-database").arg(recorder.folder()));
//! let mut disk = Disk::default();
//! for entry in recorder.entries() {
//!     disk.apply(entry);
//!     disk.cut(Luck::Nothing, &mut StdRng::seed_from_u64(1), Path::new("left"));
//! }
//! ```
#![cfg(target_os = "linux")]
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    reason = "where it fails, the test has failed"
)]

mod disk;
mod recorder;

pub use disk::{Disk, Luck};
pub use recorder::{Entry, Recorder};
