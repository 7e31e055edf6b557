//! The store in memory, by a case small enough to count by hand.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{LogRecord, Timestamp, column};
use linestamp_store::{
    Batch, FacetQuery, HistogramQuery, MemoryStore, Order, Outcome, Query, Skew, Store, StoreError,
    Stored,
};
use serde_json::json;

fn record(id: &str, workspace: &str, timestamp: i64, level: &str) -> LogRecord {
    serde_json::from_value(json!({
        "id": id, "timestamp": timestamp, "level": level, "service": "executor",
        "environment": "production", "message": "Task started", "workspace_id": workspace,
    }))
    .unwrap()
}

fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis).unwrap()
}

async fn filled() -> MemoryStore {
    let store = MemoryStore::new();
    let records = vec![
        record("a", "one", 30, "info"),
        record("a", "two", 10, "error"),
        record("b", "one", 20, "error"),
        record("a", "one", 40, "debug"),
    ];
    let appended = store.append(Batch { records, received_at: at(50) }).await.unwrap();
    use Outcome::{Duplicate, Stored};
    assert_eq!(appended.outcomes, [Stored(1), Stored(2), Stored(3), Duplicate]);
    store
}

fn seqs(records: &[Stored]) -> Vec<u64> {
    records.iter().map(|stored| stored.seq).collect()
}

#[tokio::test]
async fn pages_follow_each_other_in_both_orders() {
    let store = filled().await;
    for (order, expected) in [(Order::NewestFirst, [1, 3, 2]), (Order::OldestFirst, [2, 3, 1])] {
        let mut query = Query { filter: Filter::All, order, after: None, limit: 2 };
        let first = store.records(query.clone()).await.unwrap();
        assert_eq!(seqs(&first.records), expected[..2]);
        query.after = Some(first.next.unwrap().to_string().parse().unwrap());
        let second = store.records(query).await.unwrap();
        assert_eq!((seqs(&second.records), second.next), (expected[2..].to_vec(), None));
    }
}

#[tokio::test]
async fn arrivals_are_in_their_order() {
    let store = filled().await;
    assert_eq!(*store.watch().borrow(), 3);
    assert_eq!(seqs(&store.arrived(1, 10).await.unwrap()), [2, 3]);
    assert_eq!(store.get(2).await.unwrap().unwrap().record.workspace_id.as_deref(), Some("two"));
}

#[tokio::test]
async fn counts_by_time_and_by_value() {
    let store = filled().await;
    let level = column("level").unwrap();
    let query =
        HistogramQuery { filter: Filter::All, from: 5, until: 30, step: 10, by: Some(level) };
    let histogram = store.histogram(query).await.unwrap();
    assert_eq!(
        serde_json::to_value(histogram).unwrap(),
        json!({ "buckets": [
            { "start": 5, "counts": [{ "value": "error", "count": 1 }] },
            { "start": 15, "counts": [{ "value": "error", "count": 1 }] },
        ] })
    );
    let facet = FacetQuery { filter: Filter::All, columns: vec![level], limit: 1 };
    assert_eq!(
        serde_json::to_value(store.facets(facet).await.unwrap()).unwrap(),
        json!([{ "values": [{ "value": "error", "count": 2 }], "others": 1 }])
    );
}

#[tokio::test]
async fn what_is_deleted_is_gone_and_a_closed_store_takes_nothing() {
    let store = filled().await;
    let workspace = column("workspace_id").unwrap();
    let one = Filter::on(workspace, Condition::Is("one".into()));
    assert_eq!(store.delete(one).await.unwrap(), 2);
    let status = store.status().await.unwrap();
    assert_eq!((status.records, status.oldest, status.newest), (1, Some(10), Some(10)));
    store.close().await.unwrap();
    let batch = Batch { records: vec![record("c", "one", 1, "info")], received_at: at(50) };
    assert!(matches!(store.append(batch).await, Err(StoreError::Closed)));
}

#[test]
fn a_clock_far_off_is_marked() {
    let stored = |said, received| Stored {
        seq: 1,
        received_at: at(received),
        record: record("a", "one", said, "info"),
    };
    assert_eq!(stored(Skew::AHEAD_MS, 0).skew(), None);
    assert_eq!(stored(Skew::AHEAD_MS + 1, 0).skew(), Some(Skew::Ahead));
    assert_eq!(stored(0, Skew::BEHIND_MS).skew(), None);
    assert_eq!(stored(0, Skew::BEHIND_MS + 1).skew(), Some(Skew::Behind));
}

/// On the wire a stored record is its columns and what the store added, and is read back as it was.
#[test]
fn a_stored_record_is_flat_on_the_wire() {
    for (received, clock) in [(50, None), (20 + Skew::BEHIND_MS + 1, Some("behind"))] {
        let stored =
            Stored { seq: 7, received_at: at(received), record: record("a", "one", 20, "info") };
        let wire = serde_json::to_value(&stored).unwrap();
        assert_eq!(wire["seq"], 7);
        assert_eq!(wire["received_at"], received);
        assert_eq!(wire.get("clock").and_then(|clock| clock.as_str()), clock);
        assert_eq!(wire["workspace_id"], "one");
        assert_eq!(serde_json::from_value::<Stored>(wire).unwrap(), stored);
    }
}
