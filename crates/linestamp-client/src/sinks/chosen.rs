//! Some records of a batch, and the way back from their numbers to those of the batch.

use std::sync::Arc;

use linestamp_schema::LogRecord;

use crate::verdict::Verdict;

/// Which records are wanted.
pub(super) type Wanted = Arc<dyn Fn(&LogRecord) -> bool + Send + Sync>;

pub(super) struct Chosen {
    pub(super) records: Vec<LogRecord>,
    /// Where each of them is in the batch.
    pub(super) places: Vec<usize>,
}

impl Chosen {
    pub(super) fn of(records: &[LogRecord], mut wanted: impl FnMut(&LogRecord) -> bool) -> Chosen {
        let chosen = records.iter().enumerate().filter(|(_, record)| wanted(record));
        let (places, records) = chosen.map(|(place, record)| (place, record.clone())).unzip();
        Chosen { records, places }
    }

    /// The verdict on these records as one on the batch, all others of which are confirmed.
    pub(super) fn back(&self, verdict: Verdict) -> Verdict {
        let Verdict::Partial { refused, again } = verdict else { return verdict };
        let place = |index: usize| self.places.get(index).copied();
        let refused = refused.into_iter();
        let refused = refused.filter_map(|(index, why)| place(index).map(|place| (place, why)));
        let again = again.into_iter().filter_map(place);
        Verdict::Partial { refused: refused.collect(), again: again.collect() }
    }
}
