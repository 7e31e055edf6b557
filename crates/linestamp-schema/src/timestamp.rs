//! When a record was written.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;

/// Milliseconds since 1970, from then to the end of the year 9999: what can be written in RFC 3339,
/// and what fits into a UUIDv7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The last one.
    pub const MAX: Timestamp = Timestamp(253_402_300_799_999);

    /// The time of a number of milliseconds, if it is in the range.
    #[must_use]
    #[inline]
    pub fn from_millis(millis: i64) -> Option<Timestamp> {
        (0..=Timestamp::MAX.0).contains(&millis).then_some(Timestamp(millis))
    }

    /// The milliseconds.
    #[must_use]
    #[inline]
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The time of a text in RFC 3339; what is finer than a millisecond is cut off.
    #[must_use]
    pub fn from_rfc3339(text: &str) -> Option<Timestamp> {
        let Ok(parsed) = text.parse::<jiff::Timestamp>() else { return last_hours(text) };
        // jiff rounds towards 1970, which is down for every time in the range.
        (parsed >= jiff::Timestamp::UNIX_EPOCH)
            .then(|| Timestamp::from_millis(parsed.as_millisecond()))?
    }
}

/// RFC 3339, in UTC, with milliseconds.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let since = SignedDuration::from_millis(self.0);
        let time = EPOCH.checked_add(since).map_err(|_| fmt::Error)?;
        write!(f, "{time:.3}Z")
    }
}

/// The beginning of 1970. A date and time of jiff's is any of our range, where its own timestamp ends
/// 26 hours earlier, so that it can be told in each time zone.
const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// The time of a text that is later than jiff's own timestamps.
fn last_hours(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let local = pieces.date().to_datetime(pieces.time()?);
    let time = local.duration_since(EPOCH) - SignedDuration::from_secs(offset.seconds().into());
    let millis = i64::try_from(time.as_millis()).ok()?;
    Timestamp::from_millis(millis).filter(|_| millis > jiff::Timestamp::MAX.as_millisecond())
}
