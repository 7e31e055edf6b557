//! Pages, histograms and facets are those of the store in memory, whatever the filter, with records
//! spread over sealed files and the one that is appended to.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use linestamp_filter::{Condition, Field, Filter, Test, fold};
use linestamp_schema::{LogRecord, column};
use linestamp_sqlite::SqliteStore;
use linestamp_store::{FacetQuery, HistogramQuery, MemoryStore, Order, Query, Store, StoreError};
use proptest::prelude::*;
use rusqlite::Connection;

use common::{batch, open, pages, record, small};

fn some_record(number: usize) -> impl Strategy<Value = LogRecord> {
    let workspace = prop_oneof![Just(None), Just(Some("")), Just(Some("one")), Just(Some("two"))];
    let level = prop_oneof![Just("error"), Just("info"), Just("debug")];
    let event = prop::option::of(prop_oneof![Just("db_query_slow"), Just("task_started")]);
    let line = prop_oneof![8 => Just(142), 3 => Just(7), 1 => Just(number)];
    let line = prop::option::weighted(0.8, line.prop_map(|line| format!("executor.ts:{line}")));
    (workspace, 0..20i64, level, event, line, 0..4u8, some_text()).prop_map(
        move |(workspace, time, level, event, line, attempt, text)| {
            let mut record = record(&format!("id-{number}"), workspace, time * 20_000 + 7, level);
            record.message = format!("{} {text}{text}", record.message);
            record.event_type = event.map(str::to_owned);
            record.source_location = line;
            record.metadata.insert("attempt".to_owned(), attempt.into());
            record
        },
    )
}

fn some_records() -> impl Strategy<Value = Vec<LogRecord>> {
    (0..60usize).prop_flat_map(|count| (0..count).map(some_record).collect::<Vec<_>>())
}

fn on(name: &str, condition: Condition) -> Filter {
    Filter::on(column(name).unwrap(), condition)
}

fn some_test() -> impl Strategy<Value = Filter> {
    let attempt = Field::Metadata(vec!["attempt".to_owned()]);
    // On the minute and off it, before all records and behind them.
    let bound = || prop::option::of((0..22i64).prop_map(|time| time * 20_000));
    prop_oneof![
        Just(Filter::All),
        Just(on("level", Condition::Is("error".to_owned()))),
        Just(on("workspace_id", Condition::Is("one".to_owned()))),
        Just(on("workspace_id", Condition::Present)),
        Just(on("event_type", Condition::StartsWith("db_".to_owned()))),
        Just(on("event_type", Condition::Present)),
        Just(on("source_location", Condition::Is("executor.ts:142".to_owned()))),
        Just(on("source_location", Condition::StartsWith("exec".to_owned()))),
        Just(on("metadata", Condition::Present)),
        some_text().prop_map(|text| on("message", Condition::Contains(fold(&text)))),
        Just(on("timestamp", Condition::Is("3".to_owned()))),
        Just(Filter::Test(Test { field: attempt, condition: Condition::Is("2".to_owned()) })),
        (bound(), bound())
            .prop_map(|(from, until)| on("timestamp", Condition::Time { from, until })),
    ]
}

const PARTS: [&str; 13] =
    ["id-1", "K", "\u{212a}", "\u{17f}", "S", "%", "_", "\\", "\0", "É", "é", "\u{df}", "x"];

/// Texts that SQLite sees otherwise than the filter does, in messages and in questions.
fn some_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PARTS.to_vec()), 0..3)
        .prop_map(|parts| parts.concat())
}

fn some_filter() -> impl Strategy<Value = Filter> {
    some_test().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..3).prop_map(Filter::Or),
            inner.prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}

/// What a store is asked, and how it came to have the records.
#[derive(Debug)]
struct Case {
    records: Vec<LogRecord>,
    seals: usize,
    filters: Vec<Filter>,
    limit: usize,
    /// Tables that sealed files of earlier versions do not have.
    missing: &'static [&'static str],
}

async fn compare(Case { records, seals, filters, limit, missing }: Case) {
    let folder = tempfile::tempdir().unwrap();
    let (model, store) = (MemoryStore::new(), open(folder.path(), &small(1000)));
    for (number, part) in records.chunks(20).enumerate() {
        model.append(batch(part.to_vec())).await.unwrap();
        store.append(batch(part.to_vec())).await.unwrap();
        if number < seals {
            store.seal().await.unwrap();
        }
    }
    make_old(folder.path(), missing);
    for filter in filters {
        for order in [Order::NewestFirst, Order::OldestFirst] {
            let mut query = Query { filter: filter.clone(), order, after: None, limit };
            loop {
                let page = store.records(query.clone()).await.unwrap();
                assert_eq!(page, model.records(query.clone()).await.unwrap(), "{query:?}");
                query.after = page.next;
                if query.after.is_none() {
                    break;
                }
            }
        }
        for by in [None, column("level"), column("workspace_id"), column("event_type")] {
            let whole = [(60_000, 300_000, 120_000), (35_000, 300_000, 15_000)];
            for (from, until, step) in whole.into_iter().chain([(50, 299_999, 30_000)]) {
                let query = HistogramQuery { filter: filter.clone(), from, until, step, by };
                let expected = model.histogram(query.clone()).await.unwrap();
                assert_eq!(store.histogram(query.clone()).await.unwrap(), expected, "{query:?}");
            }
        }
        let names =
            ["workspace_id", "timestamp", "level", "event_type", "version", "source_location"];
        let columns = names.map(|name| column(name).unwrap()).to_vec();
        let query = FacetQuery { filter: filter.clone(), columns, limit: 2 };
        let expected = model.facets(query.clone()).await.unwrap();
        assert_eq!(store.facets(query.clone()).await.unwrap(), expected, "{query:?}");
    }
}

/// Leaves sealed files as they were before they had some tables.
fn make_old(folder: &Path, missing: &[&str]) {
    for entry in fs::read_dir(folder.join("segments")).unwrap() {
        let conn = Connection::open(entry.unwrap().path()).unwrap();
        for table in missing {
            conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}")).unwrap();
        }
    }
}

const NEW: &[&str] = &["lines", "lines_by_kind"];
const NEWER: &[&str] = &["lines", "lines_by_kind", "overview"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_answers_are_those_of_the_model(
        records in some_records(),
        seals in 0..4usize,
        filters in prop::collection::vec(some_filter(), 1..5),
        limit in 1..30usize,
        missing in prop::sample::select(vec![&[] as &[&str], NEW, NEWER]),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(compare(Case { records, seals, filters, limit, missing }));
    }
}

#[tokio::test]
async fn a_text_is_found_whatever_sqlite_makes_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let (model, store) = (MemoryStore::new(), open(folder.path(), &small(1000)));
    let pairs = || PARTS.into_iter().flat_map(|one| PARTS.map(|other| format!("{one}{other}")));
    let records: Vec<_> = pairs()
        .map(|pair| {
            let mut record = record(&pair, None, 1, "info");
            record.message = format!("a{pair}b");
            record
        })
        .collect();
    model.append(batch(records.clone())).await.unwrap();
    store.append(batch(records)).await.unwrap();
    store.seal().await.unwrap();
    for text in pairs().chain(PARTS.map(str::to_owned)) {
        let filter = on("message", Condition::Contains(fold(&text)));
        let query = Query { filter, order: Order::OldestFirst, after: None, limit: 1000 };
        let expected = model.records(query.clone()).await.unwrap();
        assert!(!expected.records.is_empty());
        assert_eq!(store.records(query).await.unwrap(), expected, "{text:?}");
    }
}

#[tokio::test]
async fn a_question_that_takes_too_long_is_ended() {
    let folder = tempfile::tempdir().unwrap();
    let mut options = small(10_000);
    options.question_time = Duration::ZERO;
    let store = open(folder.path(), &options);
    let records = (0..5000).map(|id| record(&format!("{id}"), None, id, "info")).collect();
    store.append(batch(records)).await.unwrap();
    let filter = on("message", Condition::Contains("nowhere".to_owned()));
    let query = Query { filter, order: Order::NewestFirst, after: None, limit: 10 };
    let ended = store.records(query).await;
    assert!(matches!(ended, Err(StoreError::TooSlow(_))), "{ended:?}");
}

/// Messages of few kinds, each with a number and a word of its own, in several blocks of records.
async fn many_messages(store: &SqliteStore) -> Vec<String> {
    let word = |number: u64| format!("{:x}", number.wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let messages: Vec<String> =
        (0..1500).map(|number| format!("Täsk {number} of {} ended", word(number))).collect();
    for (part, messages) in messages.chunks(500).enumerate() {
        let records = messages.iter().enumerate().map(|(number, message)| {
            let number = part * 500 + number;
            // The order of the times is not that of arrival.
            let time = (number as i64 * 7919) % 1500;
            let mut record = record(&format!("{number}"), None, time, "info");
            record.message.clone_from(message);
            record
        });
        store.append(batch(records.collect())).await.unwrap();
        store.seal().await.unwrap();
    }
    messages
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn every_part_of_a_message_leads_to_it(
        parts in prop::collection::vec((0..1500usize, 0..30usize, 1..20usize), 20),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let store = open(folder.path(), &small(1000));
            let messages = many_messages(&store).await;
            for (number, from, length) in parts {
                let part: String = messages[number].chars().skip(from).take(length).collect();
                let filter = on("message", Condition::Contains(fold(&part.to_uppercase())));
                let mut found: Vec<String> = pages(&store, filter.clone(), 100).await
                    .into_iter().map(|stored| stored.record.message).collect();
                let mut expected = messages.clone();
                expected.retain(|message| message.contains(&part));
                let columns = vec![column("level").unwrap()];
                let facets = store.facets(FacetQuery { filter, columns, limit: 2 }).await.unwrap();
                let counted: u64 = facets[0].values.iter().map(|count| count.count).sum();
                assert_eq!(counted, expected.len() as u64, "{part:?}");
                found.sort_unstable();
                expected.sort_unstable();
                assert_eq!(found, expected, "{part:?}");
            }
        });
    }
}

/// How many rows a table of a store's one sealed file has, if there is one.
fn rows_of(folder: &Path, table: &str) -> Option<i64> {
    let mut files = fs::read_dir(folder.join("segments")).unwrap();
    let conn = Connection::open(files.next().unwrap().unwrap().path()).unwrap();
    let count = format!("SELECT count(*) FROM {table}");
    conn.table_exists(None, table)
        .unwrap()
        .then(|| conn.query_row(&count, [], |row| row.get(0)).unwrap())
}

#[tokio::test]
async fn lines_are_counted_where_they_are_few() {
    for (lines, counted) in [(5, Some(5)), (80, None)] {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), &small(1000));
        let records = (0..100).map(|number| {
            let mut record = record(&format!("{number}"), None, number, "info");
            record.source_location = Some(format!("executor.ts:{}", number % lines));
            record
        });
        store.append(batch(records.collect())).await.unwrap();
        store.seal().await.unwrap();
        let columns = vec![column("source_location").unwrap()];
        let query = FacetQuery { filter: Filter::All, columns, limit: 1000 };
        let facets = store.facets(query).await.unwrap();
        assert_eq!(facets[0].values.len() as i64, lines);
        assert_eq!(facets[0].values.iter().map(|count| count.count).sum::<u64>(), 100);
        for table in NEW {
            assert_eq!(rows_of(folder.path(), table), counted, "{table}");
        }
    }
}
