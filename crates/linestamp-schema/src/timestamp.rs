//! When a record was written.

use std::fmt;

/// Milliseconds since 1970, from then to the end of the year 9999: what can be written in RFC 3339,
/// and what fits into a UUIDv7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last one.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);

    /// The time of a number of milliseconds, if it is in the range.
    #[must_use]
    pub fn from_millis(millis: i64) -> Option<Timestamp> {
        (0..=Timestamp::MAX.0).contains(&millis).then_some(Timestamp(millis))
    }

    /// The milliseconds.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The time of a text in RFC 3339; what is finer than a millisecond is cut off.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let parsed: jiff::Timestamp = text.parse().ok()?;
        // jiff rounds towards 1970, which is down for every time in the range.
        (parsed >= jiff::Timestamp::UNIX_EPOCH)
            .then(|| Timestamp::from_millis(parsed.as_millisecond()))?
    }
}

/// RFC 3339, in UTC, with milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Every time in the range is one of jiff's.
        let time = jiff::Timestamp::from_millisecond(self.0).map_err(|_| fmt::Error)?;
        write!(f, "{time:.3}")
    }
}
