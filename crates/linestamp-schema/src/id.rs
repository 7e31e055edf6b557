//! Ids for records that have none.

use uuid::Builder;

use crate::timestamp::Timestamp;

/// The caller's clock and randomness, read for one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The time, for a record that does not say when it was written.
    pub now: Timestamp,
    /// Bytes from a generator that does not repeat itself; fresh for each record.
    pub random: [u8; 10],
}

impl Moment {
    /// The UUIDv7 (RFC 9562) of a record with that timestamp: ids sort by the time that the
    /// records tell, as their rows do. Within a millisecond their order is random.
    #[must_use]
    pub fn id_at(&self, timestamp: Timestamp) -> String {
        let millis = timestamp.millis().unsigned_abs();
        Builder::from_unix_timestamp_millis(millis, &self.random).into_uuid().to_string()
    }
}
