//! The queue of a process that was forked: a copy without a worker, whose lock another thread of the
//! parent may have held at that moment, and then holds for ever.
//!
//! Asking the system which process this is costs as much as a record, so it is only asked where a call
//! would wait, or wake somebody.

use std::sync::{MutexGuard, TryLockError};

use super::{Queue, State};
use crate::flush::Left;

impl Queue {
    /// Whether the worker is in another process.
    pub(crate) fn is_forked(&self) -> bool {
        std::process::id() != self.process
    }

    /// The state, unless it might be locked for ever.
    #[inline]
    pub(super) fn lock_unless_forked(&self) -> Option<MutexGuard<'_, State>> {
        match self.state.try_lock() {
            Ok(state) => Some(state),
            Err(TryLockError::Poisoned(state)) => Some(state.into_inner()),
            Err(TryLockError::WouldBlock) => (!self.is_forked()).then(|| self.lock()),
        }
    }

    /// What this process has a copy of, as far as that can be told; nothing here will send it.
    pub(crate) fn left_here(&self) -> Left {
        let health = self.health();
        Left { queued: health.queued, in_flight: health.in_flight, spooled: 0 }
    }
}
