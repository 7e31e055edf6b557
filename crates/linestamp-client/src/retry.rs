//! When to try again: exponential backoff with full jitter, within a budget.
//!
//! Input: the number of attempts so far, what the backend asked for, the time spent, a random
//! fraction. Output: how long to wait, or that the budget is spent.

use std::time::Duration;

/// How a batch is tried again.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Retry {
    /// The first wait is at most this; each further one at most twice the one before.
    pub first: Duration,
    /// No wait is longer, unless the backend asks for it with `Retry-After`.
    pub longest: Duration,
    /// How long a batch is tried from its first attempt on; then its records are dropped and go to
    /// the dead letter. Time for which the backend does not let us in does not count.
    pub budget: Duration,
    /// How often to ask again a backend that does not let us in.
    pub probe: Duration,
}

impl Default for Retry {
    /// Half a second, doubled up to 30 seconds, for 15 minutes; a probe each minute.
    fn default() -> Retry {
        Retry {
            first: Duration::from_millis(500),
            longest: Duration::from_secs(30),
            budget: Duration::from_secs(15 * 60),
            probe: Duration::from_secs(60),
        }
    }
}

impl Retry {
    /// How long to wait after that many failed attempts, or `None` where the budget is spent.
    ///
    /// Full jitter: anything between nothing and the exponential bound, so that clients which
    /// failed together do not come back together. What the backend asks for is waited for whole.
    ///
    /// ```
    /// use std::time::Duration;
    /// use linestamp_client::Retry;
    ///
    /// let retry = Retry::default();
    /// let spent = Duration::ZERO;
    /// assert_eq!(retry.wait(1, None, spent, 0.5), Some(Duration::from_millis(250)));
    /// assert_eq!(retry.wait(3, None, spent, 0.5), Some(Duration::from_secs(1)));
    /// let asked = Some(Duration::from_secs(7));
    /// assert_eq!(retry.wait(1, asked, spent, 0.0), asked);
    /// assert_eq!(retry.wait(1, asked, retry.budget, 0.0), None);
    /// ```
    #[must_use]
    pub fn wait(
        &self,
        failed: u32,
        asked: Option<Duration>,
        spent: Duration,
        fraction: f64,
    ) -> Option<Duration> {
        let doubled = 1_u32.checked_shl(failed.saturating_sub(1)).unwrap_or(u32::MAX);
        let bound = self.first.saturating_mul(doubled).min(self.longest);
        let wait = bound.mul_f64(fraction.clamp(0.0, 1.0)).max(asked.unwrap_or_default());
        (spent.saturating_add(wait) <= self.budget).then_some(wait)
    }
}
