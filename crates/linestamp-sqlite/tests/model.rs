//! The store does what the one in memory does, whatever happened to it: duplicates, deletions,
//! sealing, merging and new starts in any order.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{COLUMNS, LogRecord, column};
use linestamp_store::{FacetQuery, HistogramQuery, MemoryStore, Store};
use proptest::prelude::*;

use common::{batch, everything, in_workspace, open, pages, record, small};

#[derive(Debug, Clone)]
enum Step {
    Append(Vec<LogRecord>),
    Delete(Filter),
    Seal,
    Reopen,
    Backup,
}

fn some_record() -> impl Strategy<Value = LogRecord> {
    let id = (0..30u8).prop_map(|id| format!("id-{id}"));
    let workspace = prop_oneof![Just(None), Just(Some("")), Just(Some("one")), Just(Some("two"))];
    let level = prop_oneof![Just("error"), Just("info"), Just("debug")];
    (id, workspace, 0..50i64, level)
        .prop_map(|(id, workspace, time, level)| record(&id, workspace, time, level))
}

fn some_filter() -> impl Strategy<Value = Filter> {
    let level = column("level").unwrap();
    prop_oneof![
        Just(in_workspace("one")),
        Just(Filter::on(level, Condition::Is("error".to_owned()))),
        (0..50i64).prop_map(|until| Filter::on(
            column("timestamp").unwrap(),
            Condition::Time { from: Some(until - 5), until: Some(until) }
        )),
        Just(Filter::All),
    ]
}

fn some_step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => prop::collection::vec(some_record(), 0..8).prop_map(Step::Append),
        1 => some_filter().prop_map(Step::Delete),
        2 => Just(Step::Seal),
        2 => Just(Step::Reopen),
        1 => Just(Step::Backup),
    ]
}

async fn compare(steps: Vec<Step>, rows: u64) {
    let folder = tempfile::tempdir().unwrap();
    let mut place = folder.path().join("first");
    let options = small(rows);
    let (model, mut store) = (MemoryStore::new(), open(&place, &options));
    for (number, step) in steps.into_iter().enumerate() {
        match step {
            Step::Append(records) => {
                let expected = model.append(batch(records.clone())).await.unwrap();
                assert_eq!(store.append(batch(records)).await.unwrap(), expected);
            }
            Step::Delete(filter) => {
                let expected = model.delete(filter.clone()).await.unwrap();
                assert_eq!(store.delete(filter).await.unwrap(), expected);
            }
            Step::Seal => store.seal().await.unwrap(),
            Step::Reopen => {
                store.close().await.unwrap();
                drop(store);
                store = open(&place, &options);
            }
            // The copy goes on as the store.
            Step::Backup => {
                place = folder.path().join(format!("copy-{number}"));
                store.backup(&place).await.unwrap();
                drop(store);
                store = open(&place, &options);
            }
        }
        let expected = everything(&model).await;
        assert_eq!(everything(&store).await, expected);
        // The former may be out of memory, this is out of the files.
        assert_eq!(pages(&store, Filter::All, 50).await, pages(&model, Filter::All, 50).await);
        let last = *model.watch().borrow();
        for after in [3, last.saturating_sub(5), last] {
            let expected = model.arrived(after, 4).await.unwrap();
            assert_eq!(store.arrived(after, 4).await.unwrap(), expected);
        }
        assert_eq!(store.get(5).await.unwrap(), model.get(5).await.unwrap());
        let (status, wanted) = (store.status().await.unwrap(), model.status().await.unwrap());
        assert_eq!(
            (status.records, status.oldest, status.newest),
            (wanted.records, wanted.oldest, wanted.newest)
        );
    }
    for filter in [Filter::All, in_workspace("one"), Filter::Not(Box::new(in_workspace("two")))] {
        assert_eq!(pages(&store, filter.clone(), 7).await, pages(&model, filter.clone(), 7).await);
        let query = HistogramQuery {
            filter: filter.clone(),
            from: 3,
            until: 45,
            step: 10,
            by: column("level"),
        };
        assert_eq!(
            store.histogram(query.clone()).await.unwrap(),
            model.histogram(query).await.unwrap()
        );
        let query = FacetQuery {
            filter,
            columns: COLUMNS.iter().filter(|c| c.name != "metadata").collect(),
            limit: 1,
        };
        assert_eq!(store.facets(query.clone()).await.unwrap(), model.facets(query).await.unwrap());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_happened_it_answers_as_the_model_does(
        steps in prop::collection::vec(some_step(), 1..14),
        rows in 3..20u64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(compare(steps, rows));
    }
}
