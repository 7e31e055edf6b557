//! What the user says of the keys.

use linestamp_formats::{Format, Mapping, Rules};
use linestamp_schema::Level;
use serde_json::json;

use crate::support::{read_by, refusals};

fn rules(mappings: &[&str]) -> Rules {
    Rules::default().mappings(mappings.iter().map(|text| text.parse().unwrap()).collect())
}

#[test]
fn a_mapped_key_goes_before_the_columns_own() {
    let rules = rules(&["level=sev", "trace_id=ctx.trace.id", "timestamp=when", "message=a.b"]);
    let line = json!({
        "sev": "crit", "level": "mine", "ctx": { "trace": { "id": "t", "more": 1 } },
        "when": 1_763_000_000, "a.b": "dots", "message": "own",
    });
    let entries = read_by(line.to_string().as_bytes(), 99, None, rules);
    let record = entries[0].outcome.as_ref().unwrap();
    assert_eq!((record.level, record.message.as_str()), (Level::Error, "dots"));
    assert_eq!(record.trace_id.as_deref(), Some("t"));
    assert_eq!(record.timestamp.millis(), 1_763_000_000_000);
    let kept = json!({
        "ctx": { "trace": { "more": 1 } }, "level": "mine", "message": "own", "sev": "crit",
        "when": 1_763_000_000,
    });
    assert_eq!(json!(record.metadata), kept);
}

#[test]
fn a_level_can_be_given_to_those_that_have_none() {
    let text = b"msg=a\nmsg=b level=error\n";
    let entries =
        read_by(text, 99, Some(Format::Logfmt), Rules::default().level(Some(Level::Debug)));
    let levels: Vec<_> =
        entries.iter().map(|entry| entry.outcome.as_ref().unwrap().level).collect();
    assert_eq!(levels, [Level::Debug, Level::Error]);
    let entries = read_by(text, 99, Some(Format::Logfmt), Rules::default());
    assert_eq!(refusals(&entries)[0].0, 1);
}

#[test]
fn what_is_no_mapping_says_what_one_is() {
    for (text, part) in [
        ("level", "COLUMN=KEY"),
        ("level=", "COLUMN=KEY"),
        ("severity=level", "there are id, timestamp, level"),
        ("metadata=x", "begins with no column"),
    ] {
        let error = text.parse::<Mapping>().unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
}
