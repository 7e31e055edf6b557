//! The judge itself: it has to find fault where there is one.

use super::{Run, Tally, compare};

/// A run with one call, from line 3, whose caller stands on line 8.
fn run(record: &str) -> Run {
    let call = format!(r#"{{"call":"write","lines":[3,8],"args":[{record}]}}"#);
    let text = format!(r#"{{"events":[{{"effect":"1"}},{call}]}}"#);
    serde_json::from_str(&text).expect("a run")
}

fn verdict(before: &str, after: &str) -> Result<(), String> {
    compare("a.ts", &run(before), &run(after), &mut Tally::default())
}

fn record(e: &str, stamp: &str) -> String {
    let field = match stamp {
        "" => String::new(),
        stamp => format!(r#",["source_location","\"{stamp}\""]"#),
    };
    format!(r#"{{"entries":[["e","\"{e}\""]{field}]}}"#)
}

#[test]
fn the_line_of_the_call_is_right() {
    verdict(&record("line", ""), &record("line", "a.ts:3")).expect("right");
    verdict(&record("up", ""), &record("up", "a.ts:8")).expect("right");
    verdict(&record("none", ""), &record("none", "")).expect("right");
    verdict(&record("maybe", ""), &record("maybe", "")).expect("right");
    verdict(&record("own", "x"), &record("own", "x")).expect("right");
}

#[test]
fn another_line_or_file_or_none_is_wrong() {
    for stamp in ["a.ts:4", "a.ts:8", "b.ts:3", ""] {
        verdict(&record("line", ""), &record("line", stamp)).expect_err(stamp);
    }
    verdict(&record("up", ""), &record("up", "a.ts:3")).expect_err("the helper's line");
    verdict(&record("maybe", ""), &record("maybe", "a.ts:4")).expect_err("a wrong line");
}

#[test]
fn a_stamp_where_none_belongs_is_wrong() {
    verdict(&record("none", ""), &record("none", "a.ts:3")).expect_err("a stranger's record");
    verdict(&record("own", "x"), &record("own", "a.ts:3")).expect_err("a lost value");
}

#[test]
fn any_other_difference_is_wrong() {
    let after = r#"{"entries":[["n","1"],["source_location","\"a.ts:3\""]]}"#;
    verdict(r#"{"entries":[["n","2"]]}"#, after).expect_err("a changed value");
    verdict(r#""'text'""#, after).expect_err("a string that became a record");
}
