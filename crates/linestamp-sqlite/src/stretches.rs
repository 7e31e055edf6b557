//! What a hot file holds, by stretches of its arrivals: it has no index, and most stretches need not be read
//! for what is of a time.

use linestamp_store::Seq;

use crate::manifest::Extent;

/// How many records a stretch has; the last one may have fewer.
const ROWS: u64 = 1000;

/// The stretches of a file, in the order of arrival.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stretches(Vec<Extent>);

impl Stretches {
    /// Of a file of which nothing is known but this.
    pub(crate) fn one(extent: Extent) -> Stretches {
        Stretches(vec![extent])
    }

    /// Takes a record in, behind all others.
    pub(crate) fn add(&mut self, seq: Seq, time: i64, received: i64) {
        if let Some(last) = self.0.last_mut().filter(|last| last.rows < ROWS) {
            last.add(seq, time, received);
        } else {
            let mut next = Extent::default();
            next.add(seq, time, received);
            self.0.push(next);
        }
    }

    /// What they hold together.
    pub(crate) fn whole(&self) -> Extent {
        let mut whole = Extent::default();
        self.0.iter().for_each(|stretch| whole.merge(stretch));
        whole
    }

    /// What each of them holds.
    pub(crate) fn each(&self) -> &[Extent] {
        &self.0
    }
}
