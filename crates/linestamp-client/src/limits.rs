//! How much is kept, and how much is sent at once.

use std::time::Duration;

/// How much the queue holds, and what happens when it is full.
///
/// What the worker has in hand comes on top: memory is bounded by the queue's bytes, one
/// [`BatchLimits::bytes`] for each batch in flight, and what the sink makes of that; and by a mebibyte
/// of room that is kept for what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QueueLimits {
    /// At most that many records; at least one.
    pub records: usize,
    /// At most about that many bytes.
    pub bytes: usize,
    /// What happens when a record does not fit.
    pub overflow: Overflow,
}

impl Default for QueueLimits {
    /// 10,000 records, 16 MiB, [`Overflow::Spill`].
    fn default() -> QueueLimits {
        QueueLimits { records: 10_000, bytes: 16 << 20, overflow: Overflow::default() }
    }
}

/// What happens when a record does not fit into the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// What is in the queue goes to the spool, and the call waits for that, a second at most; then
    /// the record is dropped, and counted as `spool_full`: the spool is full, or cannot be written.
    /// Without a spool it is as [`Overflow::Block`] for a second.
    #[default]
    Spill,
    /// The call waits for room, at most that long; then the record is dropped, and counted as
    /// `block_timeout`. The worker has a thread of its own, so that this ends on any executor.
    /// Records that are logged on that very thread, in a callback, do not wait.
    Block(Duration),
    /// The record is dropped, and counted as `newest`.
    DropNewest,
    /// The oldest records make room, and are counted as `oldest`.
    DropOldest,
}

/// How much is sent at once. The first limit that is reached closes the batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchLimits {
    /// At most that many records; at least one.
    pub records: usize,
    /// At most about that many bytes; a larger record is a batch by itself.
    pub bytes: usize,
    /// A record waits at most that long for company, once the worker may have another batch in hand.
    pub age: Duration,
}

impl Default for BatchLimits {
    /// 500 records, 1 MiB, one second.
    fn default() -> BatchLimits {
        BatchLimits { records: 500, bytes: 1 << 20, age: Duration::from_secs(1) }
    }
}
