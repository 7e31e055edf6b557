//! What is taken out of a record and what is cut before a sink or the dead letter sees it.

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{
    ClientBuilder, Context, LogRecord, Logger, RecordLimits, Redaction, Verdict, info,
};
use linestamp_schema::{COLUMNS, CellRef, MAX_METADATA_BYTES};
use serde_json::json;

use crate::support::{Heard, PATIENCE, client};

fn logged(
    set: impl FnOnce(ClientBuilder) -> ClientBuilder,
    log: impl FnOnce(&Logger),
) -> LogRecord {
    let memory = Memory::new();
    let client = set(client(memory.sink())).start().unwrap();
    log(&client.logger());
    client.shutdown(PATIENCE).unwrap();
    memory.expect().one()
}

#[test]
fn secrets_are_taken_out_by_the_names_of_their_keys() {
    let record = logged(
        |builder| builder.redact(Redaction::usual().key("user_id").key("pin-code")),
        |logger| {
            let logger = logger.with(Context::new().user_id("u-1").field("Set-Cookie", "a=b"));
            info!(
                logger,
                apiKey = "k",
                http = json!({ "headers": { "X-Auth-Token": "t", "Accept": "*/*" }, "pinCode": 7 }),
                list = json!([{ "password": { "nested": true } }]),
                tokens = 3,
                "…"
            );
        },
    );
    assert_eq!(record.user_id.as_deref(), Some("[redacted]"));
    let expected = json!({
        "Set-Cookie": "[redacted]",
        "apiKey": "[redacted]",
        "http": { "headers": { "X-Auth-Token": "[redacted]", "Accept": "*/*" }, "pinCode": "[redacted]" },
        "list": [{ "password": "[redacted]" }],
        "tokens": 3,
    });
    assert_eq!(json!(record.metadata), expected);
}

#[test]
fn secrets_are_taken_out_by_patterns() {
    let redaction = Redaction::new().pattern(r"\b\d{4}-\d{4}\b").unwrap();
    let redaction = redaction.pattern("s3cr3t").unwrap();
    let record = logged(
        |builder| builder.redact(redaction),
        |logger| {
            let list = json!(["$1 s3cr3t", 1]);
            info!(logger, list = list, "Card 1234-5678 and 0000-0000 of s3cr3t");
        },
    );
    assert_eq!(record.message, "Card [redacted] and [redacted] of [redacted]");
    assert_eq!(record.metadata["list"], json!(["$1 [redacted]", 1]));
    let error = Redaction::new().pattern("(").unwrap_err().to_string();
    assert!(error.contains("cannot be read") && error.contains("unclosed group"), "{error}");
}

#[test]
fn complete_records_and_the_dead_letter_are_guarded_too() {
    let (memory, dead) = (Memory::new(), Heard::new());
    let redaction = Redaction::new().pattern("s3cr3t").unwrap();
    memory.answer(Verdict::Refused { reason: "for the test".to_owned() });
    let client = client(memory.sink()).redact(redaction).dead_letter(dead.dead_letter());
    let client = client.start().unwrap();
    let mut record = logged(|builder| builder, |logger| info!(logger, "one"));
    record.message = "one s3cr3t".to_owned();
    client.logger().write(record);
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(dead.all()[0].0, "one [redacted]");
}

#[test]
fn what_is_too_large_is_cut_and_says_so() {
    let limits = RecordLimits { message: 10, value: 5, ..RecordLimits::default() };
    let record = logged(
        |builder| builder.record_limits(limits),
        |logger| {
            let long = "ä".repeat(300);
            let logger = logger.with(Context::new().request_id(long.clone()));
            info!(
                logger,
                event = "short",
                text = long,
                inner = json!({ "k": "123456" }),
                "{:…>11}",
                1
            );
        },
    );
    assert_eq!(record.message, "…".repeat(10));
    assert_eq!(record.request_id.as_ref().map(|id| id.chars().count()), Some(256));
    assert_eq!(record.event_type.as_deref(), Some("short"));
    let expected = json!({
        "text": "ääää…",
        "inner": { "k": "1234…" },
        "linestamp.truncated": { "message": 11, "request_id": 300, "text": 300, "inner": 6 },
    });
    assert_eq!(json!(record.metadata), expected);
}

#[test]
fn the_largest_values_are_left_out_until_the_rest_fits() {
    let limits = RecordLimits { metadata: 2500, ..RecordLimits::default() };
    let record = logged(
        |builder| builder.record_limits(limits),
        |logger| {
            let (large, larger) = ("x".repeat(2000), vec![7; 4000]);
            info!(logger, large = large, larger = larger, small = 1, "…");
        },
    );
    assert_eq!(record.metadata["small"], 1);
    let cut = json!({ "large": 2002, "larger": 8001 });
    assert_eq!(record.metadata["linestamp.truncated"], cut);
    assert_eq!(record.metadata.len(), 2);
}

#[test]
fn what_says_so_is_no_larger_than_what_was_cut() {
    let record = logged(
        |builder| builder,
        |logger| {
            let mut entry = logger.info("…");
            for number in 0..5000 {
                entry = entry.field(format!("{number}{}", "\u{1}".repeat(200)), "\u{1}".repeat(9));
            }
            entry.write();
        },
    );
    let bytes = serde_json::to_vec(&record.metadata).unwrap().len();
    assert!(bytes <= MAX_METADATA_BYTES, "{bytes}");
    let cut = record.metadata["linestamp.truncated"].as_object().unwrap();
    let kept = record.metadata.len() as u64 - 1;
    assert_eq!(kept + 32 + cut["…"].as_u64().unwrap(), 5000);
}

#[test]
fn whatever_is_logged_can_be_read_back() {
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    let record = logged(
        |builder| builder,
        |logger| {
            let long = "x".repeat(2 << 20);
            logger
                .with(Context::new().service(long.clone()).trace_id(long.clone()))
                .info(long.clone())
                .event(&long)
                .field("deep", deep)
                .field("large", long)
                .write();
        },
    );
    assert!(record.metadata["deep"].as_str().is_some_and(|text| text.starts_with("[[[")));
    let cut = record.metadata["linestamp.truncated"].as_object().unwrap();
    let names = ["deep", "event_type", "large", "message", "service", "trace_id"];
    let mut cut: Vec<_> = cut.keys().map(String::as_str).collect();
    cut.sort_unstable();
    assert_eq!(cut, names);
    // By the rules for what comes in over the wire, which any receiver has.
    let wire = serde_json::to_value(&record).unwrap();
    let back: LogRecord = serde_json::from_value(wire).unwrap();
    assert_eq!(back, record);
    for (column, cell) in record.cells() {
        let limit = column.limit.unwrap_or(usize::MAX);
        let fits = match cell {
            Some(CellRef::Text(text)) => text.chars().count() <= limit,
            _ => true,
        };
        assert!(fits, "{}", column.name);
    }
    assert_eq!(COLUMNS.len(), 16);
    assert!(serde_json::to_vec(&record.metadata).unwrap().len() <= MAX_METADATA_BYTES);
}
