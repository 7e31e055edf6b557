//! Any text as a filter: refused with a place in it, or printed so that it reads back as the same; and
//! something is expected at each of its characters.
#![no_main]

use linestamp_filter::{Filter, expected, fold};
use linestamp_schema::{LogRecord, Timestamp};
use serde_json::json;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let (text, said) = linestamp_fuzz::two(data);
    let (text, said) = (String::from_utf8_lossy(text), String::from_utf8_lossy(said));
    let length = text.chars().count();
    let folded = fold(&text);
    assert_eq!((folded.chars().count(), fold(&folded)), (length, folded), "folded twice");
    // Enough places of a long text; it is gone through from its beginning for each.
    for cursor in (0..=length + 1).step_by(length / 64 + 1) {
        let (from, until) = expected(&text, cursor).range;
        assert!(from <= until && until <= length, "expected at {cursor}: {from}..{until}");
        assert!(from <= cursor && cursor.min(length) <= until, "not at {cursor}: {from}..{until}");
    }
    let now = Timestamp::from_millis(1_763_000_000_000).expect("a time of our era");
    let filter = match Filter::parse(&text, now) {
        Ok(filter) => filter,
        Err(error) => {
            let (from, until) = error.at();
            assert!(from <= until && until <= length, "{error:?}");
            assert_eq!(error.render(&text).lines().count(), 2, "{error:?}");
            return;
        }
    };
    let printed = filter.to_string();
    // Another time: what is printed depends on none.
    let again = Filter::parse(&printed, Timestamp::MAX);
    assert_eq!(again.as_ref(), Ok(&filter), "printed as {printed:?}");
    let again = again.expect("what was just read");
    for record in records(&text, &said) {
        let holds = filter.holds(&record);
        assert_eq!(again.holds(&record), holds, "{printed:?} of {record:?}");
        let (from, until) = filter.time_range();
        let time = record.timestamp.millis();
        let is_within =
            from.is_none_or(|from| from <= time) && until.is_none_or(|until| time < until);
        assert!(!holds || is_within, "{printed:?} of {record:?}, within {from:?} to {until:?}");
    }
});

/// Records that have the filter's own text and another one in all that is text.
fn records(text: &str, said: &str) -> Vec<LogRecord> {
    let times = [0, 1_762_999_400_000_i64, Timestamp::MAX.millis()];
    let texts = [said, text, "src/executor.ts:142"];
    let records = times.into_iter().zip(texts).map(|(time, text)| {
        json!({
            "id": "r1", "timestamp": time, "level": "error", "service": "executor",
            "environment": "production", "message": text, "event_type": text,
            "source_location": text, "trace_id": text,
            "metadata": { "a": text, "b": { "c": [text, 7, 2.5, null, true] }, text: 1 },
        })
    });
    // A text that is too long for its column makes none.
    records.filter_map(|record| serde_json::from_value(record).ok()).collect()
}
