//! The rules of taking a record in, one by one.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use linestamp_schema::{
    COLUMNS, Environment, Intake, Level, LogRecord, MAX_DEPTH, MAX_METADATA_BYTES, Moment, Refusal,
    Timestamp,
};
use serde_json::{Value, json};

const NOW: i64 = 1_763_000_000_123;

fn read(wire: Value) -> Result<LogRecord, Refusal> {
    let moment = Moment { now: Timestamp::from_millis(NOW).unwrap(), random: [0xff; 10] };
    Intake::new().service("tests").environment(Environment::Staging).read(wire, moment)
}

/// A record with a level, a message and these fields.
fn with(more: Value) -> Value {
    let mut record = json!({ "level": "info", "message": "m" });
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record
}

#[track_caller]
fn refused(wire: Value, message: &str) {
    let refusal = read(wire).expect_err("it is wrong");
    assert_eq!(refusal.to_string(), message);
}

#[test]
fn there_are_sixteen_columns_and_eight_indexes() {
    let names: Vec<_> = COLUMNS.iter().map(|column| column.name).collect();
    let expected = "id timestamp level service environment event_type message source_location \
                    trace_id request_id workspace_id project_id user_id version instance_id metadata";
    assert_eq!(names.join(" "), expected);
    let indexed: Vec<_> = COLUMNS.iter().filter(|c| c.indexed).map(|c| c.name).collect();
    let expected =
        "timestamp level service environment event_type trace_id request_id workspace_id";
    assert_eq!(indexed.join(" "), expected);
}

#[test]
fn what_is_absent_is_filled_in() {
    let record = read(json!({ "level": "info", "message": "m" })).unwrap();
    assert_eq!(record.timestamp.millis(), NOW);
    assert_eq!((record.service.as_str(), record.environment), ("tests", Environment::Staging));
    // RFC 9562: 48 bits of milliseconds, the version, the variant.
    assert_eq!(record.id, "019a7afd-1e7b-7fff-bfff-ffffffffffff");
    assert!(record.metadata.is_empty());
    let null = read(with(json!({ "id": null, "service": null, "trace_id": null }))).unwrap();
    assert_eq!(null, record);
}

#[test]
fn what_is_given_is_kept() {
    let given = json!({
        "id": "mine", "timestamp": 5, "level": "warn", "service": "http",
        "environment": "production", "event_type": "e", "message": "m",
        "source_location": "anything at all", "trace_id": "t", "request_id": "r",
        "workspace_id": "w", "project_id": "p", "user_id": "u", "version": "v",
        "instance_id": "i", "metadata": { "deep": { "null": null } },
    });
    let record = read(given.clone()).unwrap();
    assert_eq!(serde_json::to_value(record).unwrap(), given);
}

#[test]
fn a_given_timestamp_makes_the_id() {
    let record = read(with(json!({ "timestamp": 0 }))).unwrap();
    assert!(record.id.starts_with("00000000-0000-7"), "{}", record.id);
}

#[test]
fn aliases_are_mapped_and_kept() {
    for (word, level) in [
        ("trace", Level::Debug),
        ("FATAL", Level::Error),
        ("critical", Level::Error),
        ("Warning", Level::Warn),
        ("INFO", Level::Info),
    ] {
        let record = read(json!({ "level": word, "message": "m" })).unwrap();
        assert_eq!((record.level, &record.metadata["level"]), (level, &json!(word)));
    }
    for (word, environment) in [
        ("prod", Environment::Production),
        ("Stage", Environment::Staging),
        ("dev", Environment::Development),
    ] {
        let record = read(with(json!({ "environment": word }))).unwrap();
        assert_eq!(
            (record.environment, &record.metadata["environment"]),
            (environment, &json!(word))
        );
    }
}

#[test]
fn times_come_in_three_forms() {
    let time = |value: Value| {
        let record = read(with(json!({ "timestamp": value.clone() }))).unwrap();
        let kept = record.metadata.get("timestamp").cloned();
        assert!(kept.is_none() || kept == Some(value));
        (record.timestamp.millis(), kept.is_some())
    };
    assert_eq!(time(json!(NOW)), (NOW, false));
    assert_eq!(time(json!(1_763_000_000_123.75)), (NOW, true));
    assert_eq!(time(json!("2025-11-13T02:13:20.123456789Z")), (NOW, true));
    assert_eq!(time(json!("2025-11-13T03:13:20.123+01:00")), (NOW, true));
    let message = "`timestamp` is out of range: it has to be from the years 1970 to 9999";
    for bad in
        [json!(-1), json!(u64::MAX), json!(1e300), json!(-0.5), json!(253_402_300_800_000_i64)]
    {
        refused(with(json!({ "timestamp": bad })), message);
    }
    let message = "`timestamp` is not a time: it has to be Unix milliseconds or RFC 3339";
    for bad in [json!("yesterday"), json!("1969-12-31T23:59:59Z"), json!([]), json!(true)] {
        refused(with(json!({ "timestamp": bad })), message);
    }
}

#[test]
fn numbers_for_text_are_text() {
    let record = read(with(json!({ "user_id": 42, "version": 1.5, "message": true }))).unwrap();
    assert_eq!(record.user_id.as_deref(), Some("42"));
    assert_eq!(record.version.as_deref(), Some("1.5"));
    assert_eq!(record.message, "true");
    let kept = json!({ "user_id": 42, "version": 1.5, "message": true });
    assert_eq!(Value::Object(record.metadata), kept);
}

#[test]
fn camel_case_is_taken_where_the_column_is_absent() {
    let record = read(with(json!({ "traceId": "a", "sourceLocation": "x.ts:1" }))).unwrap();
    assert_eq!(record.trace_id.as_deref(), Some("a"));
    assert_eq!(record.source_location.as_deref(), Some("x.ts:1"));
    assert!(record.metadata.is_empty());
    let record = read(with(json!({ "traceId": "a", "trace_id": "b" }))).unwrap();
    assert_eq!(record.trace_id.as_deref(), Some("b"));
    assert_eq!(record.metadata["traceId"], "a");
    let record = read(with(json!({ "traceId": ["a"] }))).unwrap();
    assert_eq!((record.trace_id, &record.metadata["traceId"]), (None, &json!(["a"])));
}

#[test]
fn unknown_keys_find_a_free_place() {
    let wire = json!({
        "level": "FATAL", "message": "m", "attempt": 1, "same": [1],
        "metadata": { "attempt": 2, "level": 3, "level_2": 4, "same": [1] },
    });
    let kept = json!({
        "attempt": 2, "attempt_2": 1, "level": 3, "level_2": 4, "level_3": "FATAL", "same": [1],
    });
    assert_eq!(Value::Object(read(wire).unwrap().metadata), kept);
    let record = read(with(json!({ "metadata": "text" }))).unwrap();
    assert_eq!(record.metadata["metadata"], "text");
}

#[test]
fn refusals_name_the_field_and_the_remedy() {
    refused(json!([]), "`record` is an array: send a JSON object");
    refused(json!({ "level": "info" }), "`message` is missing: give the record one");
    refused(json!({ "message": "m", "level": null }), "`level` is missing: give the record one");
    let known = "it has to be one of error, warn, info, debug";
    refused(json!({ "message": "m", "level": "loud" }), &format!("`level` is \"loud\": {known}"));
    refused(json!({ "message": "m", "level": 30 }), "`level` is a number: it has to be text");
    refused(
        with(json!({ "environment": "test" })),
        "`environment` is \"test\": it has to be one of production, staging, development",
    );
    refused(with(json!({ "trace_id": {} })), "`trace_id` is an object: it has to be text");
    refused(with(json!({ "id": "" })), "`id` is empty: give it a value or leave it out");
    let long = "é".repeat(257);
    refused(
        with(json!({ "service": long })),
        "`service` is too long: shorten it to 256 characters",
    );
    assert!(read(with(json!({ "service": "é".repeat(256) }))).is_ok());
}

#[test]
fn nothing_configured_means_that_records_have_to_say_it() {
    let moment = Moment { now: Timestamp::from_millis(NOW).unwrap(), random: [0; 10] };
    let read = |intake: Intake| intake.read(with(json!({})), moment).unwrap_err();
    assert_eq!(read(Intake::new()).field(), "service");
    assert_eq!(read(Intake::new().service("s")).field(), "environment");
    let long = Intake::new().service("s".repeat(257)).environment(Environment::Staging);
    assert_eq!(read(long).field(), "service");
    let error = serde_json::from_value::<LogRecord>(with(json!({}))).unwrap_err();
    assert_eq!(error.to_string(), "`id` is missing: give the record one");
}

#[test]
fn metadata_has_limits() {
    let nested = |levels: usize| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    assert!(read(with(json!({ "deep": nested(MAX_DEPTH) }))).is_ok());
    let message = format!("`deep` is nested deeper than {MAX_DEPTH} levels: flatten it");
    refused(with(json!({ "deep": nested(MAX_DEPTH + 1) })), &message);
    let text = "x".repeat(MAX_METADATA_BYTES);
    let message =
        format!("`metadata` is larger than {MAX_METADATA_BYTES} bytes of JSON: send less of it");
    refused(with(json!({ "big": text })), &message);
    // `{"big":"…"}`
    let text = "x".repeat(MAX_METADATA_BYTES - 10);
    assert!(read(with(json!({ "big": text }))).is_ok());
}

#[test]
fn a_message_of_a_megabyte_is_taken() {
    assert!(read(json!({ "level": "info", "message": "x".repeat(1 << 20) })).is_ok());
    let refusal = read(json!({ "level": "info", "message": "x".repeat((1 << 20) + 1) }));
    assert_eq!(refusal.unwrap_err().field(), "message");
}
