//! Times as people tell them.

use linestamp_schema::{Column, Timestamp, columns};

use super::scan::Scanner;
use super::value::{Compared, Values, Written};
use crate::error::FilterError;
use crate::filter::{Condition, Filter};

/// The units of a distance in time, in milliseconds.
const UNITS: [(&str, i64); 6] = [
    ("ms", 1),
    ("s", 1000),
    ("m", 60_000),
    ("h", 3_600_000),
    ("d", 86_400_000),
    ("w", 604_800_000),
];

/// The length of a day.
const DAY: i64 = 86_400_000;

/// How a time is told.
const HELP: &str =
    "write 15m, 2h or 7d ago, a date such as 2025-11-13, or a time such as 2025-11-13T02:13:20Z";

impl Values {
    /// A test on the time: from one on, or before it.
    pub(super) fn of_bound(&self, scan: &mut Scanner, since: bool) -> Result<Filter, FilterError> {
        let written = self.written(scan)?;
        if !matches!(written.how, Compared::Usually | Compared::Is) {
            return Err(written.no_comparison(if since { "since" } else { "until" }));
        }
        let (time, _) = self.time(&written, &written.word.text)?;
        let (from, until) = if since { (Some(time), None) } else { (None, Some(time)) };
        Ok(Filter::on(columns::timestamp(), Condition::Time { from, until }))
    }

    /// A test on the time, compared with one or with two.
    pub(super) fn of_timestamp(
        &self,
        written: &Written,
        column: &'static Column,
    ) -> Result<Filter, FilterError> {
        let (time, length) = self.time(written, &written.word.text)?;
        let (from, until) = match (written.how, &written.until) {
            (Compared::Between, Some(until)) => (Some(time), Some(self.time(written, until)?.0)),
            (Compared::Above, _) => (Some(time + length), None),
            (Compared::AtLeast, _) => (Some(time), None),
            (Compared::Below, _) => (None, Some(time)),
            (Compared::AtMost, _) => (None, Some(time + length)),
            (Compared::Usually | Compared::Is, _) => (Some(time), Some(time + length)),
            _ => return Err(written.no_comparison(column.name)),
        };
        // Nothing is later than that, so nothing has to be said of it.
        let last = Timestamp::MAX.millis();
        match (from, until.filter(|until| *until <= last)) {
            (Some(from), _) if from > last => Err(FilterError::new(
                written.at,
                "there is no later time",
                "compare with one before the end of the year 9999",
            )),
            (None, None) => Ok(Filter::on(column, Condition::Present)),
            (from, until) => Ok(Filter::on(column, Condition::Time { from, until })),
        }
    }

    fn time(&self, written: &Written, text: &str) -> Result<(i64, i64), FilterError> {
        read(text, self.now)
            .ok_or_else(|| FilterError::new(written.at, format!("{text:?} is no time"), HELP))
    }
}

impl Written {
    fn no_comparison(&self, name: &str) -> FilterError {
        FilterError::new(
            self.at,
            format!("{name} cannot be compared so"),
            "write `since:15m`, `until:2025-11-13`, `timestamp:>=2025-11-13`, or `timestamp:` and \
             two times with `..` between them",
        )
    }
}

/// The first millisecond that is meant, and how many.
fn read(text: &str, now: Timestamp) -> Option<(i64, i64)> {
    if text == "now" {
        return Some((now.millis(), 1));
    }
    if let Some(distance) = distance(text) {
        return Some((now.millis().checked_sub(distance)?.max(0), 1));
    }
    if let Ok(millis) = text.parse::<i64>() {
        // A year is no time, and no seconds either: one would not know which was meant.
        return (text.len() >= 11).then(|| Timestamp::from_millis(millis))?.map(whole);
    }
    if let Some(time) = Timestamp::from_rfc3339(text) {
        return Some(whole(time));
    }
    if let Some(day) = Timestamp::from_rfc3339(&format!("{text}T00:00:00Z")) {
        return Some((day.millis(), DAY));
    }
    let with_seconds = Timestamp::from_rfc3339(&format!("{text}Z"));
    let time = with_seconds.or_else(|| Timestamp::from_rfc3339(&format!("{text}:00Z")))?;
    Some(whole(time))
}

fn whole(time: Timestamp) -> (i64, i64) {
    (time.millis(), 1)
}

/// `15m`: a number and a unit.
fn distance(text: &str) -> Option<i64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let (_, millis) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<i64>().ok()?.checked_mul(*millis)
}
