//! One reader of the store for all tails.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use linestamp_store::Store;
use tokio::sync::watch;

use super::PAUSE;
use super::ring::Ring;
use crate::app::Shared;

/// As many arrivals are read at once.
const PART: usize = 1000;

/// Gives each tail the ring, which is filled as long as there is a tail.
#[derive(Default)]
pub(crate) struct Hub {
    ring: Mutex<Weak<Ring>>,
}

impl Hub {
    /// The ring; it is there until the last tail drops it.
    pub(super) fn ring(&self, shared: &Shared) -> Arc<Ring> {
        let mut known = self.ring.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ring) = known.upgrade() {
            return ring;
        }
        let arrivals = shared.store.watch();
        let ring = Arc::new(Ring::behind(*arrivals.borrow()));
        *known = Arc::downgrade(&ring);
        let (store, ending) = (Arc::clone(&shared.store), shared.ending.clone());
        tokio::spawn(fill(Arc::downgrade(&ring), store, arrivals, ending));
        ring
    }
}

/// Fills the ring until nobody has it, or the service ends.
async fn fill(
    ring: Weak<Ring>,
    store: Arc<dyn Store>,
    mut arrivals: watch::Receiver<u64>,
    mut ending: watch::Receiver<bool>,
) {
    loop {
        let Some(filled) = ring.upgrade() else { return };
        let head = *filled.head().borrow();
        let is_read = match store.arrived(head, PART).await {
            Ok(arrived) => {
                let is_read = arrived.is_empty();
                filled.add(arrived);
                is_read
            }
            // What cannot be read now is read later: nothing is left out.
            Err(_) => {
                tokio::time::sleep(PAUSE).await;
                false
            }
        };
        drop(filled);
        if is_read {
            tokio::select! {
                changed = arrivals.changed() => if changed.is_err() { return },
                _ = ending.wait_for(|ending| *ending) => return,
            }
        }
    }
}
