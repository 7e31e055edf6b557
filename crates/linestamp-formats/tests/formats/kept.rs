//! Whatever is read, nothing in it is lost: each value is found again in the record.

use linestamp_formats::{Format, Rules};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::read_by;

fn key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "level",
            "severity",
            "message",
            "msg",
            "time",
            "timestamp",
            "ts",
            "name",
            "reqId",
            "req",
            "err",
            "id",
            "metadata",
            "trace_id",
            "traceId",
            "lvl",
            "body",
        ])
        .prop_map(str::to_owned),
        "[a-z]{1,6}",
    ]
}

fn leaf() -> impl Strategy<Value = Value> {
    prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        prop::sample::select(vec![10, 30, 35, 60, 1_763_000_000]).prop_map(Value::from),
        prop::sample::select(vec!["info", "ERR", "crit", "fatal", "2025-11-13T02:13:20Z"])
            .prop_map(Value::from),
        "[a-zA-Z0-9]{0,8}".prop_map(Value::from),
        (0.0..2e9).prop_map(|number: f64| json!(number)),
    ]
}

fn any_value() -> impl Strategy<Value = Value> {
    leaf().prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::vec((key(), inner), 0..4)
                .prop_map(|pairs| pairs.into_iter().collect()),
        ]
    })
}

fn object() -> impl Strategy<Value = Map<String, Value>> {
    let whole = json!({ "level": "info", "message": "m" });
    prop::collection::vec((key(), any_value()), 0..8).prop_map(move |pairs| {
        let mut object = whole.as_object().cloned().unwrap_or_default();
        object.extend(pairs);
        object
    })
}

/// A line: often a record that needs no rule, and at times two, or none.
fn line() -> impl Strategy<Value = String> {
    let names = ["id", "timestamp", "service", "message", "trace_id", "metadata"];
    let columns = prop::sample::subsequence(names.to_vec(), 0..=names.len());
    let plain = (columns, "[a-z ]{0,8}", 0..9_000_000_000_i64).prop_map(|(columns, text, time)| {
        let value = |name| match name {
            "timestamp" => json!(time),
            "metadata" => json!({ "a": text }),
            _ => json!(text),
        };
        let pairs = columns.into_iter().map(|name| (name.to_owned(), value(name)));
        let whole = [("level".to_owned(), json!("info")), ("message".to_owned(), json!("m"))];
        whole.into_iter().chain(pairs).collect()
    });
    let object = prop_oneof![4 => plain, 1 => object()];
    let end = prop::sample::select(vec!["\n", "\n", "\r\n", " \n", "", "}\n", "\n\n"]);
    (object, end).prop_map(|(object, end)| format!("{}{end}", Value::Object(object)))
}

/// All that is neither list nor object, as text.
fn leaves(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Array(items) => items.iter().for_each(|item| leaves(item, found)),
        Value::Object(items) => items.values().for_each(|item| leaves(item, found)),
        other => found.push(other.to_string()),
    }
}

fn check(input: &Value, text: &str, format: Format, rules: &Rules) -> Result<(), TestCaseError> {
    for entry in read_by(text.as_bytes(), 50, Some(format), rules.clone()) {
        match entry.outcome {
            Ok(record) => {
                let (mut given, mut kept) = (Vec::new(), Vec::new());
                leaves(input, &mut given);
                leaves(&serde_json::to_value(&record).unwrap(), &mut kept);
                for value in given {
                    prop_assert!(kept.contains(&value), "{value} of {text} is not in {record:?}");
                }
            }
            Err(refused) => {
                prop_assert!(!refused.reason().is_empty());
                prop_assert_eq!(refused.input(), text.trim_end().as_bytes());
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn json_lines_lose_nothing(object in object(), pino: bool) {
        let rules = Rules::default().mappings(vec!["trace_id=req.id".parse().unwrap(), "user_id=name".parse().unwrap()]);
        let format = if pino { Format::Pino } else { Format::Ndjson };
        let value = Value::Object(object);
        check(&value, &value.to_string(), format, &rules)?;
    }

    /// A key that nobody has, and nothing else about it: records that need no rule are the same with rules.
    #[test]
    fn a_mapping_without_its_key_changes_nothing(lines in prop::collection::vec(line(), 1..6)) {
        let text = lines.concat();
        let read = |rules| format!("{:?}", read_by(text.as_bytes(), 50, Some(Format::Ndjson), rules));
        let mapped = Rules::default().mappings(vec!["trace_id=nobody has it".parse().unwrap()]);
        prop_assert_eq!(read(Rules::default()), read(mapped));
    }

    #[test]
    fn logfmt_loses_nothing(pairs in prop::collection::vec((key(), "[ -~]{0,10}"), 1..6)) {
        let line: Vec<_> = pairs.iter().map(|(key, value)| format!("{key}={}", json!(value))).collect();
        let values = pairs.iter().map(|(_, value)| Value::from(value.as_str())).collect();
        check(&values, &line.join(" "), Format::Logfmt, &Rules::default())?;
    }

    #[test]
    fn events_lose_nothing(mut event in object(), log in object(), exception in object()) {
        let log = json!({ "message": [log], "level": "debug", "more": 1 });
        for (key, value) in [("logs", json!([log])), ("exceptions", json!([exception])), ("outcome", json!("ok"))] {
            event.insert(key.to_owned(), value);
        }
        let value = Value::Object(event);
        let mut kept = Vec::new();
        for entry in read_by(value.to_string().as_bytes(), 50, Some(Format::Wrangler), Rules::default()) {
            // What is refused is refused with the whole event.
            let Ok(record) = entry.outcome else { return Ok(()) };
            leaves(&serde_json::to_value(&record).unwrap(), &mut kept);
        }
        let mut given = Vec::new();
        leaves(&value, &mut given);
        for leaf in given {
            prop_assert!(kept.contains(&leaf), "{leaf} of {value} is in none of its records");
        }
    }
}
