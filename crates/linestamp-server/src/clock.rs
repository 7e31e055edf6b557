//! The service's own clock.

use std::time::{SystemTime, UNIX_EPOCH};

use linestamp_schema::Timestamp;

/// The time; `None` where the clock is set to another age.
pub(crate) fn now() -> Option<Timestamp> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?)
}
