//! Pages are those of the store in memory, whatever the times of the records have to do with their arrival: out
//! of a file that is appended to, which has no index, and is long enough to be read in parts.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{LogRecord, column};
use linestamp_store::{Cursor, HistogramQuery, MemoryStore, Order, Query, Store};
use proptest::prelude::*;

use common::{at, batch, open, record, small};

const START: i64 = 1_763_000_000_000;

/// What the clocks of the senders are like.
#[derive(Debug)]
struct Clocks {
    seed: u64,
    /// How many milliseconds lie between two arrivals; where there are none or fewer, times are shared, or run
    /// backwards.
    step: i64,
    /// By how much a record may be late.
    late: i64,
    /// One of so many records is a day off, in either direction.
    off: u64,
}

impl Clocks {
    fn records(&self, count: usize) -> Vec<LogRecord> {
        (0..count).map(|number| self.record(number)).collect()
    }

    fn record(&self, number: usize) -> LogRecord {
        let dice = |salt: u64| {
            (number as u64 ^ self.seed).wrapping_add(salt).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20
        };
        let off = match dice(1) % (2 * self.off) {
            0 => 86_400_000,
            1 => -86_400_000,
            _ => 0,
        };
        let late = dice(2).cast_signed() % (self.late + 1);
        let time = START + number as i64 * self.step - late + off;
        let level = if dice(3) % 200 == 0 { "error" } else { "info" };
        record(&format!("id-{number}"), None, time, level)
    }
}

fn some_clocks() -> impl Strategy<Value = Clocks> {
    let step = prop_oneof![Just(0), Just(1), Just(10), Just(-10)];
    let late = prop_oneof![Just(0), Just(15), Just(5_000), Just(50_000)];
    (any::<u64>(), step, late, prop_oneof![3..2000u64, Just(1 << 40)])
        .prop_map(|(seed, step, late, off)| Clocks { seed, step, late, off })
}

/// In which parts the records come, and what is asked.
#[derive(Debug)]
struct Case {
    clocks: Clocks,
    batches: usize,
    length: usize,
    sealed: usize,
    opened_again: bool,
    limit: usize,
    /// Places in the order of arrival: pages begin there, and stretches of time.
    places: (usize, usize),
}

async fn compare(case: Case) {
    let folder = tempfile::tempdir().unwrap();
    let options = small(1_000_000);
    let (model, mut store) = (MemoryStore::new(), open(folder.path(), &options));
    let records = case.clocks.records(case.batches * case.length);
    for (number, part) in records.chunks(case.length).enumerate() {
        model.append(batch(part.to_vec())).await.unwrap();
        store.append(batch(part.to_vec())).await.unwrap();
        if number + 1 == case.sealed {
            store.seal().await.unwrap();
        }
    }
    if case.opened_again {
        store.close().await.unwrap();
        drop(store);
        store = open(folder.path(), &options);
    }
    let on = |name: &str, condition| Filter::on(column(name).unwrap(), condition);
    let place = |place: usize| {
        let number = place % records.len();
        Cursor { timestamp: records[number].timestamp, seq: number as u64 + 1 }
    };
    let [one, other] =
        [case.places.0, case.places.1].map(|number| place(number).timestamp.millis());
    let (from, until) = (one.min(other), one.max(other) + 1);
    let filters = [
        Filter::All,
        on("level", Condition::Is("error".to_owned())),
        on("message", Condition::Contains("id-17".to_owned())),
        on("timestamp", Condition::Time { from: Some(from), until: None }),
        on("timestamp", Condition::Time { from: Some(from), until: Some(until) }),
    ];
    for filter in filters {
        for order in [Order::NewestFirst, Order::OldestFirst] {
            let first = Query { filter: filter.clone(), order, after: None, limit: case.limit };
            let next = model.records(first.clone()).await.unwrap().next;
            let between = Cursor { timestamp: at(one), seq: 0 };
            for after in [None, next, Some(place(case.places.0)), Some(between)] {
                let query = Query { after, ..first.clone() };
                let page = store.records(query.clone()).await.unwrap();
                assert_eq!(page, model.records(query.clone()).await.unwrap(), "{query:?}");
            }
        }
        let query = HistogramQuery { filter, from, until, step: 700, by: column("level") };
        let counted = store.histogram(query.clone()).await.unwrap();
        assert_eq!(counted, model.histogram(query.clone()).await.unwrap(), "{query:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn late_and_early_records_have_their_place(
        clocks in some_clocks(),
        batches in 1..12usize,
        length in prop_oneof![Just(1000usize), 1..700usize],
        sealed in 0..6usize,
        opened_again: bool,
        limit in prop_oneof![1..30usize, Just(100usize), Just(1500usize)],
        places in (any::<usize>(), any::<usize>()),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let case = Case { clocks, batches, length, sealed, opened_again, limit, places };
        runtime.block_on(compare(case));
    }
}
