//! The spool: records on disk, from when they are logged until every sink has them.
//!
//! A folder, which one process has at a time by a lock, holds
//!
//! - segments, `<first number>.seg`: a header with the version of the format, then a frame for each
//!   record, in order, with a marker, a number and a checksum; append-only, dropped as a whole once
//!   every sink is done with it;
//! - a cursor for each sink, `<name>.cursor`: how far it is, and the bounds of the batches that
//!   it has in hand, which are on disk before the first attempt. A token that derives from what is in
//!   the batch is thereby fixed, too: after a crash, the very same batch is sent.
//!
//! The format is our own because no queue or store that we found reads on behind damage, and
//! that is what a spool is for. `yaque` (last released in 2023) has one receiver and no checksums;
//! `okaywal` is a log between checkpoints without cursors; `fjall` gives up a journal's tail behind
//! the first bad batch (`RecoveryMode::TolerateCorruptTail` is the only mode), and `redb`'s one file
//! is a tree, which a garbled page takes whole branches of. None of them bounds what it keeps on
//! disk by dropping whole files. Here, a frame is found by its marker, which no JSON can hold, so
//! that a bad one costs itself and nothing else.

mod config;
mod cursor;
mod frame;
mod open;
mod read;
mod reader;
mod segment;
mod store;

pub use config::{Spool, SpoolMode};
pub use read::{Contents, read_segment};

pub(crate) use cursor::{Bounds, Cursor, MOST_BATCHES};
pub(crate) use open::{Opened, open};
pub(crate) use reader::{Chunk, Reader};
pub(crate) use store::{Store, WriteError};
