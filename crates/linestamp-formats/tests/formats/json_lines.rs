//! NDJSON and pino.

use linestamp_schema::{Environment, Level};
use serde_json::json;

use crate::support::{NOW, read, records, refusals};

#[test]
fn our_own_records_are_taken_as_they_are() {
    let wire = json!({
        "id": "given", "timestamp": 1_763_000_000_123_i64, "level": "error", "service": "executor",
        "environment": "production", "event_type": "task_failed", "message": "no", "metadata": {"a": 1},
        "source_location": "executor.ts:142", "trace_id": "t", "request_id": "r",
    });
    let record = records(wire.to_string()).remove(0);
    assert_eq!(serde_json::to_string(&record).unwrap().len(), wire.to_string().len());
    assert_eq!((record.id.as_str(), record.environment), ("given", Environment::Production));
}

#[test]
fn usual_keys_of_others_become_columns() {
    let text =
        r#"{"severity":"NOTICE","ts":1763000000.5,"msg":"hello","traceId":"t","x":{"y":null}}"#;
    let record = records(text).remove(0);
    assert_eq!((record.level, record.message.as_str()), (Level::Info, "hello"));
    assert_eq!(record.timestamp.millis(), 1_763_000_000_500);
    assert_eq!(record.trace_id.as_deref(), Some("t"));
    let kept = json!({ "severity": "NOTICE", "ts": 1_763_000_000.5, "x": { "y": null } });
    assert_eq!(json!(record.metadata), kept);
}

#[test]
fn a_column_of_its_own_goes_first() {
    let text = r#"{"level":"warn","severity":"ERROR","message":"own","msg":"other"}"#;
    let record = records(text).remove(0);
    assert_eq!((record.level, record.message.as_str()), (Level::Warn, "own"));
    assert_eq!(json!(record.metadata), json!({ "severity": "ERROR", "msg": "other" }));
    assert_eq!(record.timestamp.millis(), NOW);
}

#[test]
fn what_a_column_cannot_take_is_refused_by_name() {
    let entries = read(
        "{\"level\":\"loud\",\"msg\":\"a\"}\n{\"level\":\"info\"}\n{\"level\":\"info\",\"msg\":\"a\",\"time\":\"soon\"}\n",
    );
    let refused = refusals(&entries);
    let fields: Vec<_> =
        refused.iter().map(|(line, why)| (*line, why.split(' ').next().unwrap())).collect();
    assert_eq!(fields, [(1, "`level`"), (2, "`message`"), (3, "`timestamp`")]);
}

#[test]
fn pino_is_read_with_its_errors() {
    let text = r#"{"level":30,"time":1763000000123,"pid":7,"hostname":"h","name":"api","reqId":"r-1","msg":"up"}
{"level":50,"time":1763000000124,"req":{"id":9,"url":"/"},"err":{"type":"TypeError","message":"no","stack":"at a"}}
{"level":35,"time":"2025-11-13T02:13:20.125Z","msg":"between"}
{"level":"info","time":1763000000,"a":1}
"#;
    let records = records(text);
    let levels: Vec<_> = records.iter().map(|record| record.level).collect();
    assert_eq!(levels, [Level::Info, Level::Error, Level::Info, Level::Info]);
    assert_eq!(records[0].service, "api");
    assert_eq!(records[0].request_id.as_deref(), Some("r-1"));
    assert_eq!(json!(records[0].metadata), json!({ "level": 30, "pid": 7, "hostname": "h" }));
    assert_eq!((records[1].message.as_str(), records[1].request_id.as_deref()), ("no", Some("9")));
    assert_eq!(records[1].metadata["err"]["stack"], "at a");
    assert_eq!(records[1].metadata["req"]["id"], 9);
    assert_eq!(records[2].metadata["level"], 35);
    assert_eq!(
        (records[3].message.as_str(), records[3].timestamp.millis()),
        ("", 1_763_000_000_000)
    );
}
