//! A record as a store keeps it.

use linestamp_schema::{LogRecord, Timestamp};
use serde::{Deserialize, Serialize};

/// A place in the order of arrival, from 1, each used once. Later is larger; there may be gaps.
pub type Seq = u64;

/// A record, and what the store added.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored {
    /// Its place in the order of arrival.
    pub seq: Seq,
    /// When the store took it in, by the store's own clock.
    pub received_at: Timestamp,
    /// The record as it was sent.
    pub record: LogRecord,
}

/// How a record's own clock differs from the store's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Skew {
    /// It says a time more than [`Skew::AHEAD_MS`] after its arrival.
    Ahead,
    /// It says a time more than [`Skew::BEHIND_MS`] before its arrival.
    Behind,
}

impl Skew {
    /// A minute: no record arrives before it is written.
    pub const AHEAD_MS: i64 = 60_000;

    /// A day: a client may have kept a record while the service was away.
    pub const BEHIND_MS: i64 = 86_400_000;
}

impl Stored {
    /// How far off its clock is, if it is far off.
    #[must_use]
    pub fn skew(&self) -> Option<Skew> {
        let ahead = self.record.timestamp.millis() - self.received_at.millis();
        if ahead > Skew::AHEAD_MS {
            return Some(Skew::Ahead);
        }
        (ahead < -Skew::BEHIND_MS).then_some(Skew::Behind)
    }
}
