//! Random filters, and records for them.
#![allow(dead_code, reason = "each test uses its part")]

use std::ops::Bound;

use linestamp_filter::{Condition, Field, Filter, FilterError, Test, fold};
use linestamp_schema::{COLUMNS, Column, LogRecord, Timestamp};
use proptest::prelude::*;
use serde_json::json;

pub(crate) fn now() -> Timestamp {
    Timestamp::from_millis(1_763_000_000_000).unwrap()
}

pub(crate) fn parse(text: &str) -> Result<Filter, FilterError> {
    Filter::parse(text, now())
}

/// Texts that a filter may have trouble with.
const TEXTS: [&str; 15] = [
    "",
    "a",
    "A b",
    "or",
    "a.ts:7",
    "a.ts:7:9",
    "x/a.ts",
    "error",
    "production",
    "-",
    "a\"\\\n",
    "..",
    "*",
    "ſ",
    "\u{1b}:\u{202e}",
];

/// From the first to the last that there is.
const TIMES: [i64; 6] =
    [0, 1, 1_762_999_400_000, 1_763_000_000_000, 253_402_300_799_998, 253_402_300_799_999];

/// One record with the text in all that is text.
pub(crate) fn record(time: i64, text: &str) -> LogRecord {
    serde_json::from_value(json!({
        "id": "r1", "timestamp": time, "level": "error", "service": "a", "environment": "production",
        "message": text, "trace_id": text, "event_type": text, "source_location": text,
        "metadata": { "n": [0, -1.5, 2, text, null, true], "a.b": text, "": text, "a": { "b": 1e300 } },
    }))
    .unwrap()
}

/// A record for each of the texts, of all times.
pub(crate) fn records() -> impl Iterator<Item = LogRecord> {
    TEXTS.into_iter().zip(TIMES.into_iter().cycle()).map(|(text, time)| record(time, text))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![3 => prop::sample::select(&TEXTS[..]).prop_map(String::from), 1 => any::<String>()]
}

fn time() -> impl Strategy<Value = Option<i64>> {
    let some = prop_oneof![prop::sample::select(&TIMES[..]), any::<i64>()];
    prop::option::of(some)
}

fn bound() -> impl Strategy<Value = Bound<f64>> {
    let number = || prop_oneof![Just(0.0), Just(2.0), Just(f64::MAX), any::<f64>()];
    prop_oneof![
        Just(Bound::Unbounded),
        number().prop_map(Bound::Included),
        number().prop_map(Bound::Excluded),
    ]
}

fn condition() -> impl Strategy<Value = Condition> {
    let small = || prop::option::of(0_u32..10);
    prop_oneof![
        Just(Condition::Present),
        text().prop_map(Condition::Is),
        text().prop_map(Condition::StartsWith),
        text().prop_map(|text| Condition::Contains(fold(&text))),
        (text(), small(), small()).prop_map(|(file, line, column)| Condition::At {
            file,
            line,
            column
        }),
        (time(), time()).prop_map(|(from, until)| Condition::Time { from, until }),
        (bound(), bound()).prop_map(|(from, until)| Condition::Number { from, until }),
    ]
}

fn field() -> impl Strategy<Value = Field> {
    let columns: Vec<&'static Column> =
        COLUMNS.iter().filter(|column| column.name != "metadata").collect();
    let key = prop_oneof![3 => prop::sample::select(vec!["n", "a", "b", ""]).prop_map(String::from), 1 => text()];
    prop_oneof![
        prop::sample::select(columns).prop_map(Field::Column),
        prop::collection::vec(key, 0..3).prop_map(Field::Metadata),
    ]
}

/// Any tree.
pub(crate) fn filters() -> impl Strategy<Value = Filter> {
    let test = (field(), condition())
        .prop_map(|(field, condition)| Filter::Test(Test { field, condition }));
    let leaf = prop_oneof![6 => test, 1 => Just(Filter::All)];
    leaf.prop_recursive(4, 12, 3, |inner| {
        let some = || prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            some().prop_map(Filter::And),
            some().prop_map(Filter::Or),
            inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
        ]
    })
}
