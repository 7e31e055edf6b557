//! Filters as texts: what code can build is printed as what holds of the same records.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use std::ops::Bound;

use common::{filters, now, parse, records};
use linestamp_filter::{Condition, Field, Filter, MAX_CHARS, MAX_NESTING, Test};
use linestamp_schema::{Timestamp, columns};
use proptest::prelude::*;

fn number(from: Bound<f64>, until: Bound<f64>) -> Filter {
    let field = Field::Metadata(vec!["n".into()]);
    Filter::Test(Test { field, condition: Condition::Number { from, until } })
}

fn at(file: &str, line: Option<u32>, column: Option<u32>) -> Filter {
    let condition = Condition::At { file: file.into(), line, column };
    Filter::on(columns::source_location(), condition)
}

fn time(from: Option<i64>, until: Option<i64>) -> Filter {
    Filter::on(columns::timestamp(), Condition::Time { from, until })
}

#[test]
fn trees_that_no_text_reads_as_have_a_text() {
    use Bound::{Excluded, Included, Unbounded};
    let a = || Filter::on(columns::trace_id(), Condition::Is("a".into()));
    let last = Timestamp::MAX.millis();
    for (filter, printed) in [
        (Filter::All, ""),
        (Filter::And(vec![]), ""),
        (Filter::Or(vec![]), "-level:*"),
        (Filter::Not(Box::new(Filter::All)), "-level:*"),
        (Filter::Not(Box::new(Filter::Or(vec![]))), "--level:*"),
        (Filter::Or(vec![Filter::All, a()]), "level:* or trace:a"),
        (Filter::And(vec![Filter::Or(vec![]), a()]), "-level:* trace:a"),
        (Filter::Not(Box::new(Filter::And(vec![a()]))), "-(trace:a)"),
        (time(None, None), "timestamp:*"),
        (time(Some(-1), None), "since:1970-01-01T00:00:00.000Z"),
        (time(Some(0), Some(last + 1)), "since:1970-01-01T00:00:00.000Z"),
        (time(Some(last + 1), None), "-level:*"),
        (time(None, Some(-1)), "until:1970-01-01T00:00:00.000Z"),
        (number(Included(1.0), Excluded(2.0)), "metadata.n:1.0..1.9999999999999998"),
        (number(Excluded(0.0), Included(2.0)), "metadata.n:5e-324..2.0"),
        (
            number(Unbounded, Included(f64::INFINITY)),
            "metadata.n:-1.7976931348623157e308..1.7976931348623157e308",
        ),
        (number(Excluded(f64::MAX), Unbounded), "metadata.n:>1.7976931348623157e308"),
        (number(Excluded(f64::MAX), Included(9.0)), "-level:*"),
        (number(Included(f64::NAN), Unbounded), "-level:*"),
        (at("a.ts", Some(1), Some(7)), "at:a.ts:1:7"),
        (at("a.ts:1", None, None), "-level:*"),
        (at("a.ts", Some(0), None), "-level:*"),
        (at("a.ts", None, Some(7)), "-level:*"),
        (Filter::on(columns::level(), Condition::Is("ERROR".into())), "-level:*"),
        (Filter::on(columns::environment(), Condition::Is("moon".into())), "-level:*"),
        (Filter::on(columns::timestamp(), Condition::Is("1".into())), "-level:*"),
        (Filter::on(columns::message(), Condition::StartsWith("a".into())), "message:=a*"),
    ] {
        assert_eq!(filter.to_string(), printed, "{filter:?}");
        let again = parse(printed).unwrap();
        for record in records() {
            assert_eq!(again.holds(&record), filter.holds(&record), "{filter:?} of {record:?}");
        }
    }
}

/// A filter is handed on as it is printed: to the service, into an address.
#[test]
fn what_is_read_stays_within_the_limits_when_it_is_printed() {
    let long = "since:1d ".repeat(MAX_CHARS / 9);
    let error = parse(&long).unwrap_err();
    assert!(error.to_string().contains("with absolute times, the filter has"), "{error}");
    assert_eq!(error.at(), (0, long.chars().count()));
    // Just as deep as can be; one term of several levels needs a pair of parentheses more.
    for (most, inner) in [(MAX_NESTING - 1, "level:warn"), (MAX_NESTING - 2, "level:>=warn")] {
        let nested = |depth: usize| format!("{}(a {inner})", "-".repeat(depth - 1));
        let filter = parse(&nested(most)).unwrap();
        assert_eq!(parse(&filter.to_string()), Ok(filter));
        assert!(parse(&nested(most + 1)).unwrap_err().to_string().contains("deeper"));
    }
}

#[test]
fn the_last_times_read_back_as_they_are() {
    for text in [
        "timestamp:9999-12-31",
        "timestamp:<=9999-12-31",
        "timestamp:253402300799999",
        "timestamp:>9999-12-30",
        "since:9999-12-31 until:9999-12-31T23:59:59.999Z",
    ] {
        let filter = parse(text).unwrap();
        assert_eq!(parse(&filter.to_string()).as_ref(), Ok(&filter), "{text} as {filter}");
        assert_eq!(Filter::parse(&filter.to_string(), Timestamp::MAX), Ok(filter), "{text}");
    }
    assert_eq!(parse("timestamp:>9999-12-31").unwrap_err().at(), (10, 21));
}

#[test]
fn a_call_site_with_its_column_is_asked_for_with_it() {
    let mut record = common::record(0, "");
    for (place, asked, holds) in [
        ("src/a.ts:1:7", "at:a.ts:1:7", true),
        ("src/a.ts:1:7", "at:a.ts:1:8", false),
        ("src/a.ts:1:7", "at:a.ts:1", true),
        ("src/a.ts:1", "at:a.ts:1:7", false),
        ("src/a.ts:1:7", "at:a.ts:7", false),
    ] {
        record.source_location = Some(place.into());
        assert_eq!(parse(asked).unwrap().holds(&record), holds, "{asked} of {place}");
    }
    // A place is asked for in that column alone.
    let at = Condition::At { file: "a.ts".into(), line: None, column: None };
    record.trace_id = Some("a.ts".into());
    record.metadata.insert("n".into(), "a.ts".into());
    assert!(!Filter::on(columns::trace_id(), at.clone()).holds(&record));
    let field = Field::Metadata(vec!["n".into()]);
    assert!(!Filter::Test(Test { field, condition: at }).holds(&record));
}

#[test]
fn texts_have_a_name() {
    for (named, bare) in [("text:\"a b\"", "\"a b\""), ("-text:a", "-a"), ("text:*", "message:*")] {
        assert_eq!(parse(named), parse(bare), "{named}");
    }
    assert!(linestamp_filter::field_names().any(|field| field.name == "text"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    /// Trees that code builds, also out of what suits no field.
    #[test]
    fn whatever_is_built_is_printed_as_what_holds_of_the_same(filter in filters()) {
        let printed = filter.to_string();
        let again = Filter::parse(&printed, now());
        prop_assert!(again.is_ok(), "{filter:?} as {printed:?}: {again:?}");
        let again = again.unwrap();
        for record in records() {
            prop_assert_eq!(again.holds(&record), filter.holds(&record), "{:?} as {} of {:?}", filter, printed, record);
        }
        // What was read reads back as itself.
        prop_assert_eq!(parse(&again.to_string()), Ok(again));
    }

    /// A store may leave out all that is not within the range.
    #[test]
    fn what_holds_is_within_the_time_range(filter in filters()) {
        let (from, until) = filter.time_range();
        for record in records().filter(|record| filter.holds(record)) {
            let time = record.timestamp.millis();
            prop_assert!(from.is_none_or(|from| from <= time), "{filter:?}: {time} is before {from:?}");
            prop_assert!(until.is_none_or(|until| time < until), "{filter:?}: {time} is not before {until:?}");
        }
    }
}

#[test]
fn every_column_has_a_name_that_reads_back() {
    for name in linestamp_filter::field_names().filter(|field| !field.name.ends_with('.')) {
        let text = format!("{}:15m", name.name);
        let read = parse(&text).or_else(|_| parse(&format!("{}:*", name.name)));
        let filter = read.unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parse(&filter.to_string()), Ok(filter), "{text}");
    }
}
