//! The account of every record.

/// What became of every record so far. A snapshot is exact: it is taken at one moment.
///
/// Each record has one fate, so that always
/// `offered + recovered == queued + in_flight + spooled + confirmed + refused + dropped.total()`,
/// which [`Health::is_balanced`] computes. Where there are several sinks, the fates of spooled records
/// are those at the first; [`Client::sinks`](crate::Client::sinks) has the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Health {
    /// Records handed over by calls whose level is on.
    pub offered: u64,
    /// Records that were in the spool when the client started.
    pub recovered: u64,
    /// Records that wait in the queue, or are on their way from there to the disk.
    pub queued: u64,
    /// About how many bytes those take.
    pub queued_bytes: u64,
    /// Records that the worker has in hand, and that are not on disk: sent without an answer yet, or
    /// waiting for a retry.
    pub in_flight: u64,
    /// Records that are safe in the spool and have no fate yet; those that are being sent from there
    /// included.
    pub spooled: u64,
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
    /// The queue was full, and so was the spool, or it could not be written
    /// ([`Overflow::Spill`](crate::Overflow)).
    pub spool_full: u64,
    /// In the spool, but not to be read back: the disk or somebody has damaged it.
    pub damaged: u64,
    /// In a full spool, and the last sink to want them made room for what the others want.
    pub made_room: u64,
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
            + self.spool_full
            + self.damaged
            + self.made_room
    }
}

impl Health {
    /// Whether each record that was offered has exactly one fate.
    #[must_use]
    pub fn is_balanced(&self) -> bool {
        let fates = self.queued + self.in_flight + self.spooled + self.confirmed + self.refused;
        self.offered + self.recovered == fates + self.dropped.total()
    }
}

/// The account of one sink: what became of the records that left the queue for it. Always
/// `taken == waiting + confirmed + refused + dropped.total()`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SinkHealth {
    /// Its name.
    pub name: String,
    /// Records that were there for it: what it found in the spool, and what came since.
    pub taken: u64,
    /// Records that have no fate at this sink yet.
    pub waiting: u64,
    /// Records that its backend confirmed.
    pub confirmed: u64,
    /// Records that its backend refused for good; the dead letter has them.
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

impl SinkHealth {
    pub(crate) fn of_first(name: &str, health: &Health) -> SinkHealth {
        let Dropped { retries_spent, shutdown, damaged, made_room, .. } = health.dropped;
        let dropped = Dropped { retries_spent, shutdown, damaged, made_room, ..Dropped::default() };
        let waiting = health.spooled + health.in_flight;
        SinkHealth {
            name: name.to_owned(),
            taken: waiting + health.confirmed + health.refused + dropped.total(),
            waiting,
            confirmed: health.confirmed,
            refused: health.refused,
            dropped,
            attempts: health.attempts,
            sent: health.sent,
            retried: health.retried,
            held: health.held,
        }
    }
}
