//! What arrived last, for all tails.

use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

use linestamp_store::{Seq, Stored};
use tokio::sync::watch;

/// The most bytes of JSON that are held.
const MOST_BYTES: usize = 8 << 20;

/// The most records that are given at once.
const PART: usize = 256;

/// A record as all tails send it.
pub(super) struct Live {
    pub(super) stored: Stored,
    /// The record as JSON.
    pub(super) text: String,
}

impl Live {
    pub(super) fn of(stored: Stored) -> Live {
        // A record that came in as JSON can be written as JSON.
        let text = serde_json::to_string(&stored).unwrap_or_default();
        Live { stored, text }
    }
}

/// What arrived last. It has every arrival behind its floor, up to its head.
pub(super) struct Ring {
    held: RwLock<Held>,
    head: watch::Sender<Seq>,
}

struct Held {
    floor: Seq,
    records: VecDeque<Arc<Live>>,
    bytes: usize,
}

impl Ring {
    /// An empty one behind that arrival.
    pub(super) fn behind(floor: Seq) -> Ring {
        let held = Held { floor, records: VecDeque::new(), bytes: 0 };
        Ring { held: RwLock::new(held), head: watch::Sender::new(floor) }
    }

    /// The last arrival, as it goes on.
    pub(super) fn head(&self) -> watch::Receiver<Seq> {
        self.head.subscribe()
    }

    /// Adds what arrived next.
    pub(super) fn add(&self, arrived: Vec<Stored>) {
        let Some(head) = arrived.last().map(|stored| stored.seq) else { return };
        let added: Vec<Arc<Live>> =
            arrived.into_iter().map(|stored| Arc::new(Live::of(stored))).collect();
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        held.bytes += added.iter().map(|live| live.text.len()).sum::<usize>();
        held.records.extend(added);
        while held.bytes > MOST_BYTES
            && let Some(oldest) = held.records.pop_front()
        {
            held.bytes -= oldest.text.len();
            held.floor = oldest.stored.seq;
        }
        drop(held);
        self.head.send_replace(head);
    }

    /// What is next behind a place; `None` where it is no longer held.
    pub(super) fn next(&self, place: Seq) -> Option<Vec<Arc<Live>>> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        let known = held.records.partition_point(|live| live.stored.seq <= place);
        (place >= held.floor)
            .then(|| held.records.range(known..).take(PART).map(Arc::clone).collect())
    }
}
