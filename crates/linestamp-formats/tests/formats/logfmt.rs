//! logfmt.

use linestamp_formats::{Format, Rules};
use linestamp_schema::Level;
use serde_json::json;

use crate::support::{read_by, records, refusals};

#[test]
fn pairs_become_columns_and_metadata() {
    let text = r#"ts=2025-11-13T02:13:20.125Z level=WARN caller=main.go:12 msg="a \"b\"\n=" empty= flag a=1 a=2"#;
    let record = records(text).remove(0);
    assert_eq!((record.level, record.message.as_str()), (Level::Warn, "a \"b\"\n="));
    assert_eq!(record.timestamp.millis(), 1_763_000_000_125);
    let kept = json!({
        "a": "1", "a_2": "2", "caller": "main.go:12", "empty": "", "flag": true, "level": "WARN",
        "timestamp": "2025-11-13T02:13:20.125Z",
    });
    assert_eq!(json!(record.metadata), kept);
}

#[test]
fn what_is_none_is_refused_with_the_reason() {
    let text = "level=info msg=\"open\nlevel=info =x\nprose only\nlevel=info msg=\"a\"b\nlevel=info msg=\"\\q\"\nlevel=info msg=ok\n";
    let entries = read_by(text.as_bytes(), 9, Some(Format::Logfmt), Rules::default());
    let refused = refusals(&entries);
    let why: Vec<_> = refused
        .iter()
        .map(|(line, why)| (*line, why.trim_start_matches("is no logfmt: ")))
        .collect();
    let expected = [
        (1, "the quote of `msg` is not closed"),
        (2, "a key is missing before column 12"),
        (3, "there is no key=value pair in it"),
        (4, "there is no space after the value of `msg`"),
        (5, "the value of `msg` has an escape that is none"),
    ];
    assert_eq!(why, expected);
    assert_eq!(entries.len(), 6);
}
