//! Refusing those who ask too often.
//!
//! Input: what is asked and who asks. Output: whether it may be, or after how many seconds. The rules:
//!
//! - Each token has its own rates; where the service has none, each address has.
//! - A token that there is not counts for its address. Good tokens from there are taken all the same:
//!   behind a proxy everybody has one address.
//! - A bounded number of callers is remembered. Those that are least near to their limit are forgotten
//!   first, so that one with many addresses does not free another of its limit.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use axum::http::Extensions;
use governor::clock::{Clock as _, DefaultClock};
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::{Quota, RateLimiter};

use super::token::Role;
use crate::metrics::Metrics;
use crate::peer;
use crate::problem::{Code, Problem};
use crate::rate::{Rate, Rates};

/// How many callers each limit remembers at most.
const MOST: usize = 16_384;

/// What is limited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Limited {
    /// Sending records.
    Ingest,
    /// Everything else.
    Read,
    /// Guessing tokens.
    WrongToken,
}

impl Limited {
    /// What a request that needs this role counts as.
    pub(super) fn of(role: Role) -> Limited {
        match role {
            Role::Ingest => Limited::Ingest,
            Role::Read | Role::Admin => Limited::Read,
        }
    }
}

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Key {
    /// A token, by its name.
    Token(String),
    /// An address.
    Address(IpAddr),
}

impl Key {
    /// The address that a request comes from.
    pub(super) fn address(extensions: &Extensions) -> Key {
        Key::Address(peer::counted(extensions))
    }
}

/// The limits of a service.
pub(crate) struct Limits {
    ingest: Option<Limiter>,
    read: Option<Limiter>,
    wrong_token: Limiter,
}

type Limiter = RateLimiter<Key, Recent, DefaultClock>;

impl Limits {
    /// The limits by those rates.
    pub(crate) fn of(rates: &Rates) -> Limits {
        Limits {
            ingest: rates.ingest.as_ref().map(limiter),
            read: rates.read.as_ref().map(limiter),
            wrong_token: limiter(&rates.wrong_token),
        }
    }

    /// Counts a request; refused where there were too many.
    pub(super) fn count(&self, what: Limited, key: &Key, metrics: &Metrics) -> Result<(), Problem> {
        let limiter = match what {
            Limited::Ingest => self.ingest.as_ref(),
            Limited::Read => self.read.as_ref(),
            Limited::WrongToken => Some(&self.wrong_token),
        };
        let Some(limiter) = limiter else { return Ok(()) };
        limiter.check_key(key).map_err(|until| {
            metrics.limited(what);
            let wait = until.wait_time_from(limiter.clock().now());
            too_often(what, wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
        })
    }
}

fn limiter(rate: &Rate) -> Limiter {
    let each = rate.period / rate.requests.get();
    // No shorter than a nanosecond, which is more often than anybody can ask.
    let quota = Quota::with_period(each.max(std::time::Duration::from_nanos(1)));
    let quota = quota.unwrap_or(Quota::per_second(rate.requests)).allow_burst(rate.requests);
    RateLimiter::new(quota, Recent::default(), DefaultClock::default())
}

fn too_often(what: Limited, seconds: u64) -> Problem {
    let seconds = seconds.max(1);
    let what = match what {
        Limited::Ingest => "records were sent too often: send more of them at once, or later",
        Limited::Read => "too much was asked for: ask again later",
        Limited::WrongToken => "too many wrong tokens came from this address: try again later",
    };
    let problem = Problem::new(Code::TooOften, what);
    Problem { retry_after: Some(seconds), ..problem }
}

/// Who asked of late, and when each would have had its fill: the later, the nearer to its limit.
#[derive(Debug, Default)]
struct Recent(Mutex<HashMap<Key, Nanos>>);

impl StateStore for Recent {
    type Key = Key;

    fn measure_and_replace<T, F, E>(&self, key: &Key, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut recent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = recent.get_mut(key) {
            let (outcome, now) = measure(Some(*before))?;
            *before = now;
            return Ok(outcome);
        }
        let (outcome, now) = measure(None)?;
        if recent.len() >= MOST {
            forget_half(&mut recent);
        }
        recent.insert(key.clone(), now);
        Ok(outcome)
    }
}

/// Half at once, so that looking through all is seldom.
fn forget_half(recent: &mut HashMap<Key, Nanos>) {
    let mut times: Vec<Nanos> = recent.values().copied().collect();
    let middle = times.len() / 2;
    let (_, middle, _) = times.select_nth_unstable(middle);
    let middle = *middle;
    recent.retain(|_, time| *time > middle);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    fn address(number: u32) -> Key {
        Key::Address(IpAddr::V4(number.into()))
    }

    #[test]
    fn many_callers_are_bounded_and_free_nobody() {
        let limiter = limiter(&"3/h".parse().unwrap());
        let patient = address(0);
        let used_up = (0..3).all(|_| limiter.check_key(&patient).is_ok());
        assert!(used_up && limiter.check_key(&patient).is_err());
        for number in 1..=5 * u32::try_from(MOST).unwrap() {
            assert!(limiter.check_key(&address(number)).is_ok());
        }
        assert!(limiter.check_key(&patient).is_err());
        let kept = limiter.into_state_store().0.into_inner().unwrap().len();
        assert!((MOST / 4..=MOST).contains(&kept), "{kept}");
    }
}
