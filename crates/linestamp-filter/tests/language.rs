//! The language: what is meant by a text, and what is wrong with one.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use linestamp_filter::{Condition, Filter, FilterError, fold};
use linestamp_schema::{LogRecord, Timestamp, columns};
use proptest::prelude::*;
use serde_json::json;

fn now() -> Timestamp {
    Timestamp::from_millis(1_763_000_000_000).unwrap()
}

fn parse(text: &str) -> Result<Filter, FilterError> {
    Filter::parse(text, now())
}

fn record() -> LogRecord {
    serde_json::from_value(json!({
        "id": "r1", "timestamp": 1_763_000_000_000_i64 - 600_000, "level": "error",
        "service": "executor", "environment": "production", "event_type": "task_failed",
        "message": "The task Timed Out: Straße \"x\"", "source_location": "src/executor.ts:142",
        "trace_id": "abc-1", "metadata": {
            "user": { "plan": "pro", "tags": ["a", "b"] }, "ms": 12.5, "a.b": "dotted", "ok": true,
        },
    }))
    .unwrap()
}

#[track_caller]
fn holds(text: &str) {
    let filter = parse(text).unwrap_or_else(|error| panic!("{error}\n{}", error.render(text)));
    assert!(filter.holds(&record()), "{text}: {filter}");
    let printed = filter.to_string();
    assert_eq!(parse(&printed).as_ref(), Ok(&filter), "{text} is printed as {printed}");
}

#[test]
fn terms_are_joined_by_and_or_and_negation() {
    holds("");
    holds("level:error service:executor");
    holds("level:info or service:executor");
    holds("level:info OR (service:executor AND env:production)");
    holds("-level:info NOT service:http -(level:debug or level:warn)");
    holds("--level:error -not level:error");
    // `or` binds less than `and`.
    holds("level:error or level:error level:info");
}

#[test]
fn texts_are_found_in_the_message_whatever_their_case_and_length() {
    for text in ["timed", "\"timed out\"", "t", "STRASSE or STRAßE", "\"\\\"x\\\"\"", "message:OUT"]
    {
        holds(text);
    }
    holds("-\"timed  out\" -message:=timed");
    assert!(matches!(
        parse("Ab").unwrap(),
        Filter::Test(test) if test.condition == Condition::Contains(fold("aB"))
    ));
}

#[test]
fn columns_are_compared_as_suits_them() {
    for text in [
        "at:executor.ts:142 at:executor.ts at:src/executor.ts:142 -at:ecutor.ts -at:executor.ts:14",
        "source_location:src/executor.ts:142 source_location:~EXECUTOR",
        "trace:abc-1 trace:abc* trace:\"abc-\"* trace:* -request:* -trace:ABC-1",
        "env:prod level:fatal level:>=warn level:>=error level:warn..error -level:<error",
        "event:task_failed event_type:~FAIL message:=\"The task\"*",
    ] {
        holds(text);
    }
}

#[test]
fn times_are_reckoned_from_now() {
    for text in [
        "since:15m until:now -since:9m until:599s -until:601s",
        "timestamp:2025-11-13 since:2025-11-13 until:2025-11-14",
        "timestamp:>=1762999400000 timestamp:2025-11-13T02:00..2025-11-13T02:04",
        "timestamp:>2025-11-12 -timestamp:<=2025-11-12 since:\"2025-11-13T03:00:00+01:00\"",
    ] {
        holds(text);
    }
}

#[test]
fn metadata_is_reached_by_its_keys() {
    for text in [
        "metadata.user.plan:pro metadata.user.plan:p* metadata.user.plan:~RO metadata.user.tags:b",
        "metadata.ms:>12 metadata.ms:12..13 metadata.ms:<=12.5 -metadata.ms:<12.5 metadata.ms:12.5",
        "metadata.a.b:dotted metadata.\"a.b\":dotted metadata.ok:true metadata.user.tags:*",
        "-metadata.\"user.plan\":pro -metadata.nothing:* -metadata.user:pro",
    ] {
        holds(text);
    }
}

/// Each text, the characters to blame, and a part of what is said.
#[test]
fn errors_point_at_the_characters_to_blame() {
    for (text, at, said) in [
        ("sevice:executor", (0, 6), "did you mean `service`?"),
        ("http://a", (0, 4), "put it in quotes"),
        ("ä level:eror", (8, 12), "did you mean `error`?"),
        ("env:moon", (4, 8), "there are production, staging, development"),
        ("a \"b", (2, 3), "never closed"),
        ("a (b", (2, 3), "never closed"),
        ("a ) b", (2, 3), "nothing is open"),
        ("a or", (4, 4), "something is missing"),
        ("or a", (0, 1), "something is missing"),
        ("()", (1, 2), "something is missing"),
        ("- a", (1, 2), "something is missing"),
        ("service:", (0, 8), "a value is missing"),
        ("since:yesterday", (6, 15), "is no time"),
        ("since:2025", (6, 10), "is no time"),
        ("service:>a", (8, 10), "has no order"),
        ("metadata.ms:>fast", (12, 17), "is no number"),
        ("metadata..a:1", (0, 11), "a key of the metadata is missing"),
        ("metadata:1", (0, 8), "there is no column"),
        ("level:>error", (6, 12), "no such level"),
        ("at:>a.ts", (3, 8), "has no order"),
        ("at:../a.ts", (3, 10), "has no order"),
        ("since:5m..1m", (6, 12), "cannot be compared so"),
        ("until:2025-11-13*", (6, 17), "cannot be compared so"),
        ("timestamp:~2025-11-13", (10, 21), "cannot be compared so"),
        ("\"\\q\"", (1, 3), "means nothing"),
        ("\"\\u{d800}\"", (1, 9), "means nothing"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.at(), at, "{text}: {error}");
        assert!(error.to_string().contains(said), "{text}: {error}");
    }
    let error = parse("a\tsevice:b").unwrap_err();
    assert_eq!(error.render("a\tsevice:b"), "a\\tsevice:b\n   ^^^^^^");
    // What the terminal shows: wide characters, and what would steer it or turn the text round.
    for (text, rendered) in [
        ("日本 sevice:b", "日本 sevice:b\n     ^^^^^^"),
        ("e\u{301} \"日\"* 日:b", "e\u{301} \"日\"* 日:b\n        ^^"),
        ("\u{1b}[2J\u{202e} x:b", "\\u{1b}[2J\\u{202e} x:b\n                  ^"),
        ("a \"b", "a \"b\n  ^"),
        ("a or", "a or\n    ^"),
    ] {
        assert_eq!(parse(text).unwrap_err().render(text), rendered);
    }
    let deep = format!("{}a{}", "(".repeat(100), ")".repeat(100));
    assert!(parse(&deep).unwrap_err().to_string().contains("deeper"));
    assert!(parse(&"a ".repeat(5000)).unwrap_err().to_string().contains("shorten"));
}

/// Pieces of the language, so that random texts say something.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "level:",
            "trace:",
            "at:",
            "since:",
            "metadata.",
            "message:",
            "timestamp:",
            "error",
            "or",
            "and",
            "not",
            " ",
            "(",
            ")",
            "-",
            "\"",
            "\\",
            "*",
            "..",
            ">=",
            "<",
            "~",
            "=",
            "15m",
            "1.5",
            "a.ts:7",
            "ſ",
            "K",
            "İ",
            "\u{1b}",
            "2025-11-13",
            ".",
            ":",
        ])
        .prop_map(str::to_owned),
        "[a-zA-Z0-9]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    /// Whatever is read is printed so that it reads back the same; what is refused has a place.
    #[test]
    fn what_is_read_is_printed_as_what_reads_the_same(text in pieces()) {
        match parse(&text) {
            Ok(filter) => {
                let printed = filter.to_string();
                let again = parse(&printed);
                prop_assert_eq!(again.as_ref(), Ok(&filter), "{:?} as {:?}", text, printed);
                let _ = filter.holds(&record());
            }
            Err(error) => {
                let (from, until) = error.at();
                prop_assert!(from <= until && until <= text.chars().count(), "{:?} {:?}", text, error);
            }
        }
    }

    /// Texts of ASCII alone are looked through without a copy, which finds the same.
    #[test]
    fn ascii_is_found_as_all_else_is(text in "[ -~]{0,40}", part in "[ -~]{0,3}|[kKſ]") {
        let mut record = record();
        record.message = text;
        let filter = Filter::on(columns::message(), Condition::Contains(fold(&part)));
        prop_assert_eq!(filter.holds(&record), fold(&record.message).contains(&fold(&part)));
    }

    /// Any text in quotes is looked for as it is.
    #[test]
    fn any_text_can_be_said(text in any::<String>(), around in any::<String>()) {
        let quoted: String = text.chars().flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            c => vec![c],
        }).collect();
        let mut record = record();
        record.message = format!("{around}{text}{around}");
        let filter = parse(&format!("\"{quoted}\"")).unwrap();
        prop_assert!(filter.holds(&record));
        record.message = record.message.to_uppercase().to_lowercase();
        prop_assert_eq!(filter.holds(&record), fold(&record.message).contains(&fold(&text)));
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }
}

/// The page about the language says nothing that is not so.
#[test]
fn the_documentation_speaks_the_language() {
    let page = include_str!("../../../docs/query.md");
    let blocks = page.split("```filter\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let rows = page.lines().filter_map(|line| line.strip_prefix("| `"));
    let terms = rows.flat_map(|row| {
        let terms = row.split(" | ").next().unwrap().trim_end_matches('`');
        terms.split("`, `").collect::<Vec<_>>()
    });
    let examples: Vec<&str> = blocks.chain(terms).collect();
    assert!(examples.len() > 20, "{examples:?}");
    for example in examples {
        let filter = parse(example).unwrap_or_else(|error| panic!("{example}: {error}"));
        assert_eq!(parse(&filter.to_string()), Ok(filter), "{example}");
    }
    let error = parse("sevice:executor").unwrap_err();
    let told = format!("{}\n{error}\n", error.render("sevice:executor"));
    assert!(page.contains(&told), "{told}");
}
