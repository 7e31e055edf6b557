//! Where a record's time and random bytes come from; both can be replaced.

use std::cell::RefCell;

use linestamp_schema::Timestamp;
use rand::rngs::{SysRng, Xoshiro256PlusPlus};
use rand::{Rng as _, SeedableRng as _};

/// Tells the time of a record. It is read on the thread that logs.
pub trait Clock: Send + Sync + 'static {
    /// The time now.
    fn now(&self) -> Timestamp;
}

/// Gives random bytes, for ids and for the spread of retries. It is asked on the worker's thread, and for
/// the spans of outgoing requests on the caller's.
pub trait Randomness: Send + Sync + 'static {
    /// Fills the bytes.
    fn fill(&self, bytes: &mut [u8]);
}

/// The system's clock. Times before 1970 are told as 1970, those after 9999 as the last of 9999.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(millis().max(0)).unwrap_or(Timestamp::MAX)
    }
}

/// Milliseconds since 1970. The standard library makes a duration of it first, which takes half as long
/// as to ask the system.
#[cfg(unix)]
fn millis() -> i64 {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::Realtime);
    now.tv_sec.saturating_mul(1000).saturating_add(now.tv_nsec / 1_000_000)
}

/// Milliseconds since 1970.
#[cfg(not(unix))]
fn millis() -> i64 {
    use std::time::{SystemTime, UNIX_EPOCH};

    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

thread_local! {
    /// Nothing has to be dropped of it, so that it is there until the thread has ended.
    static GENERATOR: RefCell<Xoshiro256PlusPlus> = RefCell::new(seeded());
}

/// Straight from the system: rand's own generator is copied by a fork.
fn seeded() -> Xoshiro256PlusPlus {
    Xoshiro256PlusPlus::try_from_rng(&mut SysRng).unwrap_or_else(|_| rand::make_rng())
}

/// A generator in each thread, seeded by the system: no system call for each record. It makes ids
/// that do not repeat, in a few nanoseconds; it does not make secrets.
#[derive(Debug, Clone, Copy, Default)]
pub struct ThreadRandomness;

impl Randomness for ThreadRandomness {
    fn fill(&self, bytes: &mut [u8]) {
        GENERATOR.with_borrow_mut(|generator| match <&mut [u8; 10]>::try_from(&mut *bytes) {
            // An id, whose length is known here: two words instead of a loop.
            Ok(id) => {
                id[..8].copy_from_slice(&generator.next_u64().to_le_bytes());
                id[8..].copy_from_slice(&generator.next_u64().to_le_bytes()[..2]);
            }
            Err(_) => generator.fill_bytes(bytes),
        });
    }
}

/// Seeds this thread's generator anew. A forked child has its parent's; the thread that starts a
/// client there is the only one that the fork left, and must not repeat the parent's spans.
pub(crate) fn renew() {
    GENERATOR.set(seeded());
}

/// A number from 0 to 1, without 1.
pub(crate) fn fraction(randomness: &dyn Randomness) -> f64 {
    let mut bytes = [0; 4];
    randomness.fill(&mut bytes);
    f64::from(u32::from_le_bytes(bytes)) / (f64::from(u32::MAX) + 1.0)
}
