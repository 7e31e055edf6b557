//! Lines, values over several lines, and what becomes of the broken ones.

use linestamp_formats::{Decoder, Format, MAX_UNIT_BYTES, Rules};
use proptest::prelude::*;
use serde_json::json;

use crate::support::{drain, read, read_by, records, refusals};

#[test]
fn blank_lines_returns_and_a_byte_order_mark_are_nothing() {
    let text = "\u{feff}{\"level\":\"info\",\"message\":\"a\"}\r\n\r\n  \n{\"level\":\"info\",\"message\":\"b\"}";
    let records = records(text);
    let said: Vec<_> = records.iter().map(|r| (r.message.as_str(), r.id.as_str())).collect();
    // The mark, the first line with its return, and the blank ones count for the position.
    assert_eq!(said, [("a", "0"), ("b", "40")]);
}

#[test]
fn a_line_that_is_cut_costs_itself_only() {
    let entries =
        read("{\"level\":\"info\",\"mess\n{\"level\":\"info\",\"message\":\"b\"}\n\"x\"\n");
    let refused = refusals(&entries);
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!((refused[0].0, refused[1].0), (1, 3));
    assert!(refused[0].1.starts_with("is no JSON: EOF while parsing a string"), "{refused:?}");
    assert_eq!(refused[1].1, "is JSON, but no object");
    assert_eq!(entries[1].outcome.as_ref().unwrap().message, "b");
    assert_eq!(entries[0].outcome.as_ref().unwrap_err().input(), b"{\"level\":\"info\",\"mess");
}

#[test]
fn a_value_over_lines_that_is_never_closed_leaves_the_next_alone() {
    let event = |text: &str| json!({ "outcome": "ok", "scriptName": "a", "logs": [], "exceptions": [], "text": text });
    let whole = format!("{:#}\n", event("first"));
    let cut: String = whole.lines().take(3).map(|line| format!("{line}\n")).collect();
    let entries = read(format!("{cut}{whole}{:#}", event("}{\"[")));
    let refused = refusals(&entries);
    assert_eq!((entries.len(), refused.len(), refused[0].0), (3, 1, 1), "{entries:?}");
    assert_eq!(entries[1].line, 4);
}

#[test]
fn what_says_nothing_of_its_format_is_refused_until_something_does() {
    let entries = read("Listening on 8080\nlevel=info msg=up\n");
    let why = "is neither a JSON object nor logfmt: name the format".to_owned();
    assert_eq!(refusals(&entries), [(1, why)]);
    assert_eq!(entries[1].outcome.as_ref().unwrap().message, "up");
}

#[test]
fn a_line_without_end_takes_no_memory_without_end() {
    let mut decoder = Decoder::new(Some(Format::Ndjson), Rules::default());
    let piece = vec![b'x'; 1 << 20];
    for _ in 0..=(MAX_UNIT_BYTES >> 20) {
        decoder.feed(&piece);
        assert!(drain(&mut decoder).is_empty());
    }
    decoder.feed(b"yz\n{\"level\":\"info\",\"message\":\"after\"}\n");
    let entries = drain(&mut decoder);
    let refused = entries[0].outcome.as_ref().unwrap_err();
    assert!(refused.reason().starts_with("is longer than 16 MiB"), "{refused}");
    assert!(refused.input().len() <= 64 << 10);
    let after = entries[1].outcome.as_ref().unwrap();
    let position = MAX_UNIT_BYTES + (1 << 20) + 3;
    assert_eq!((after.message.as_str(), &after.id), ("after", &position.to_string()));
    assert_eq!(entries[1].line, 2);
}

/// Lines that are sometimes right.
fn input() -> impl Strategy<Value = Vec<u8>> {
    let line = prop_oneof![
        Just(r#"{"level":"info","message":"m","k":[1,{"a":"}"}]}"#.to_owned()),
        Just(r#"{"level":30,"time":1763000000123,"msg":"m"}"#.to_owned()),
        Just("level=info msg=\"a b\" n=1".to_owned()),
        Just(
            "{\n \"outcome\":\"ok\",\n \"logs\":[{\"message\":[\"x\"],\"level\":\"log\"}]\n}"
                .to_owned()
        ),
        Just(String::new()),
        "[ -~]{0,20}",
        r#"[\{\}\[\]":,a\\ ]{0,12}"#,
    ];
    let text = prop::collection::vec(line, 0..12).prop_map(|lines| lines.join("\n").into_bytes());
    prop_oneof![4 => text, 1 => prop::collection::vec(any::<u8>(), 0..200)]
}

fn format() -> impl Strategy<Value = Option<Format>> {
    prop::option::of(prop::sample::select(Format::ALL.to_vec()))
}

proptest! {
    /// However the bytes come, the entries are the same, and no two have one position.
    #[test]
    fn pieces_do_not_matter(input in input(), format in format(), size in 1..64_usize) {
        let whole = read_by(&input, usize::MAX, format, Rules::default());
        let pieces = read_by(&input, size, format, Rules::default());
        prop_assert_eq!(format!("{whole:?}"), format!("{pieces:?}"));
        let mut ids: Vec<_> = whole.iter().filter_map(|entry| Some(&entry.outcome.as_ref().ok()?.id)).collect();
        let count = ids.len();
        ids.sort();
        ids.dedup();
        prop_assert_eq!(ids.len(), count);
    }

    /// Whoever stops anywhere and reads on from there gets what is missing, at the same positions.
    #[test]
    fn reading_can_be_resumed(input in input(), format in prop::sample::select(Format::ALL.to_vec()), stop in 0..20_usize) {
        let whole = read_by(&input, 7, Some(format), Rules::default());
        let mut decoder = Decoder::new(Some(format), Rules::default());
        decoder.feed(&input);
        decoder.finish();
        let intake = crate::support::intake();
        let mut first = Vec::new();
        while first.len() < stop || decoder.resume_at().is_none() {
            let Some(entry) = decoder.next(&intake, &mut crate::support::stamp) else { break };
            first.push(entry);
        }
        let (place, line) = decoder.resume_at().unwrap();
        let mut again = Decoder::at(place, line, Some(format), Rules::default());
        again.feed(&input[usize::try_from(place).unwrap()..]);
        again.finish();
        first.extend(drain(&mut again));
        prop_assert_eq!(format!("{whole:?}"), format!("{first:?}"));
    }
}
