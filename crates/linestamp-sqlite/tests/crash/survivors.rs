//! What has to be there after an end.

use std::collections::{BTreeMap, BTreeSet};

use linestamp_sqlite::SqliteStore;
use linestamp_store::{Outcome, Store};

use crate::common::{batch, everything};
use crate::worker::{Said, kept, removed};

/// Holds a store against what the processes had said that worked on it one after the other, the last of
/// them up to its end.
pub(crate) async fn check(store: &SqliteStore, said: &[Said]) {
    assert_eq!(store.damage(), [""; 0], "an end is no damage");
    let there = everything(store).await;
    let places: BTreeMap<&str, u64> =
        there.iter().map(|stored| (stored.record.id.as_str(), stored.seq)).collect();
    assert_eq!(places.len(), there.len(), "a record is there twice");
    let seqs: BTreeSet<u64> = places.values().copied().collect();
    assert_eq!(seqs.len(), there.len(), "a place was given away twice");
    for (id, seq) in said.iter().flat_map(|said| &said.acknowledged) {
        assert_eq!(places.get(id.as_str()), Some(seq), "{id} was acknowledged");
    }
    // Of those that were removed, at most the ones whose removal nobody had been told of.
    let doubtful = said.last().map(|last| format!("{}-gone-{}-", said.len() - 1, last.removed));
    for stored in &there {
        let id = stored.record.id.as_str();
        if stored.record.workspace_id.is_none() {
            assert_eq!(stored.record, kept(id));
        } else {
            assert_eq!(stored.record, removed(id));
            assert!(
                doubtful.as_deref().is_some_and(|doubtful| id.starts_with(doubtful)),
                "{id} was removed"
            );
        }
    }
    // What is sent again, since nobody knows what became of it, is not stored again.
    let again = there.into_iter().map(|stored| stored.record).collect();
    let outcomes = store.append(batch(again)).await.unwrap().outcomes;
    assert!(outcomes.iter().all(|outcome| *outcome == Outcome::Duplicate));
}
