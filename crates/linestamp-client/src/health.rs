//! The account of every record.

/// What became of every record so far. A snapshot is exact: it is taken at one moment.
///
/// Each record has one fate, so that always
/// `offered == queued + in_flight + confirmed + refused + dropped.total()`, which
/// [`Health::is_balanced`] computes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Records handed over by calls whose level is on.
    pub offered: u64,
    /// Records that wait in the queue.
    pub queued: u64,
    /// About how many bytes those take.
    pub queued_bytes: u64,
    /// Records that the worker has in hand: sent without an answer yet, or waiting for a retry.
    pub in_flight: u64,
    /// Records that the backend confirmed.
    pub confirmed: u64,
    /// Records that the backend refused for good; the dead letter has them.
    pub refused: u64,
    /// Records that were given up, by cause.
    pub dropped: Dropped,
    /// Attempts to send a batch or a part of one.
    pub attempts: u64,
    /// Records in those attempts; one that is sent twice counts twice.
    pub sent: u64,
    /// Records that were to be sent again, counted each time.
    pub retried: u64,
    /// Whether the backend does not let us in, and is asked again from time to time.
    pub held: bool,
}

/// Records that were given up, by cause.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Dropped {
    /// The queue was full, and the new record was dropped ([`Overflow::DropNewest`](crate::Overflow)).
    pub newest: u64,
    /// The queue was full, and this was the oldest ([`Overflow::DropOldest`](crate::Overflow)).
    pub oldest: u64,
    /// The queue stayed full for as long as [`Overflow::Block`](crate::Overflow) waits.
    pub block_timeout: u64,
    /// The record alone is larger than the queue.
    pub too_large: u64,
    /// The retries' budget was spent; the dead letter has them.
    pub retries_spent: u64,
    /// Logged after the client was shut down.
    pub closed: u64,
    /// Left when the client was shut down; the dead letter has them.
    pub shutdown: u64,
}

impl Dropped {
    /// All of them.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.newest
            + self.oldest
            + self.block_timeout
            + self.too_large
            + self.retries_spent
            + self.closed
            + self.shutdown
    }
}

impl Health {
    /// Whether each record that was offered has exactly one fate.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let fates = self.queued + self.in_flight + self.confirmed + self.refused;
        self.offered == fates + self.dropped.total()
    }
}
