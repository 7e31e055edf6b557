//! How long something took, again and again.

use std::time::Duration;

use crate::table;

/// Times, sorted.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    pub(crate) fn new(mut times: Vec<Duration>) -> Times {
        times.sort_unstable();
        Times(times)
    }

    /// The time within which a part of them were, from 0 to 1.
    pub(crate) fn within(&self, part: f64) -> Duration {
        let last = self.0.len().saturating_sub(1);
        self.0.get((last as f64 * part).round() as usize).copied().unwrap_or_default()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// How many are longer.
    pub(crate) fn longer(&self, than: Duration) -> usize {
        self.0.iter().filter(|time| **time > than).count()
    }

    /// The middle and the 99th of a hundred.
    pub(crate) fn cell(&self) -> String {
        format!("{}, {}", table::time(self.within(0.5)), table::time(self.within(0.99)))
    }

    /// Those and the longest.
    pub(crate) fn sentence(&self) -> String {
        let [middle, most, all] = [0.5, 0.99, 1.0].map(|part| table::time(self.within(part)));
        format!("{middle} in the middle, {most} at the 99th of a hundred, {all} at worst")
    }
}
