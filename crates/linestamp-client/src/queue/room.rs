//! A record that the queue has no room for: how some is made, and what counts where there is none.

use std::sync::{MutexGuard, PoisonError};
use std::time::Duration;

use super::Queue;
use super::state::{State, Waits};
use crate::limits::Overflow;

/// How long a call waits for the spool to make room.
const SPILL: Duration = Duration::from_secs(1);

impl Queue {
    /// Makes room for the record; where there is none to be made, counts it as dropped.
    #[cold]
    pub(super) fn without_room<'q>(
        &'q self,
        mut state: MutexGuard<'q, State>,
        weight: usize,
        may_wait: bool,
    ) -> Option<MutexGuard<'q, State>> {
        if !state.closed && weight <= self.limits.bytes {
            state = self.make_room(state, weight, may_wait);
        }
        if let Some(dropped) = self.why_not(&mut state, weight) {
            *dropped += 1;
            state.health.offered += 1;
            return None;
        }
        Some(state)
    }

    /// The counter of why the record is not taken, if it is not.
    fn why_not<'s>(&self, state: &'s mut State, weight: usize) -> Option<&'s mut u64> {
        let (fits, has_spool) = (self.fits(state, weight), state.spooling.on);
        let dropped = &mut state.health.dropped;
        if state.closed {
            return Some(&mut dropped.closed);
        }
        if weight > self.limits.bytes {
            return Some(&mut dropped.too_large);
        }
        match self.limits.overflow {
            _ if fits => None,
            Overflow::Spill if has_spool => Some(&mut dropped.spool_full),
            Overflow::Block(_) | Overflow::Spill => Some(&mut dropped.block_timeout),
            // The oldest have made room by now, so this is not theirs.
            Overflow::DropNewest | Overflow::DropOldest => Some(&mut dropped.newest),
        }
    }

    /// Makes room for the record, if it can.
    fn make_room<'q>(
        &'q self,
        mut state: MutexGuard<'q, State>,
        weight: usize,
        may_wait: bool,
    ) -> MutexGuard<'q, State> {
        if self.is_forked() {
            state.closed = true;
            return state;
        }
        // Full is full, though it be less than a batch: the worker need not wait for more.
        state.hurry = state.end();
        state.worker = Waits::Nothing;
        self.work.notify_one();
        let limit = match self.limits.overflow {
            // What is on its way to the disk is older, and cannot be called back.
            Overflow::DropOldest if state.spooling.reserved > 0 => return state,
            Overflow::DropOldest => {
                while !self.fits(&state, weight) && state.drop_oldest() {}
                self.progress.notify_waiters();
                return state;
            }
            Overflow::DropNewest => return state,
            Overflow::Block(limit) => limit,
            Overflow::Spill => SPILL,
        };
        if self.limits.overflow == Overflow::Spill && state.spooling.on {
            state.spooling.spill = state.end();
            self.spill.notify_one();
        }
        if !may_wait {
            return state;
        }
        let full = |state: &mut State| !state.closed && !self.fits(state, weight);
        let waited = self.room.wait_timeout_while(state, limit, full);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }
}
