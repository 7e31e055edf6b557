//! Events of `wrangler tail --format json`.

use linestamp_schema::Level;
use serde_json::{Value, json};

use crate::support::{read, records};

fn event() -> Value {
    json!({
        "wallTime": 12, "cpuTime": 3, "truncated": false, "executionModel": "stateless",
        "outcome": "exception",
        "scriptVersion": { "id": "v-7" },
        "scriptName": "coordinator",
        "diagnosticsChannelEvents": [],
        "exceptions": [
            { "stack": "    at fetch (index.js:3:9)", "name": "TypeError", "message": "no", "timestamp": 1_763_000_000_003_i64 },
        ],
        "logs": [
            { "message": ["hello", 7, { "a": [1] }], "level": "log", "timestamp": 1_763_000_000_001_i64 },
            { "message": [{ "level": "warn", "message": "slow", "source_location": "a.ts:3", "ms": 9 }], "level": "log", "timestamp": 1_763_000_000_002_i64 },
            { "message": ["{\"event_type\":\"x\",\"msg\":\"text\"}"], "level": "error", "timestamp": 1_763_000_000_002_i64 },
        ],
        "eventTimestamp": 1_763_000_000_000_i64,
        "event": {
            "request": { "url": "https://a.example/b", "method": "GET", "headers": { "cf-ray": "ray-1" }, "cf": {} },
            "response": { "status": 500 },
        },
    })
}

#[test]
fn an_event_gives_its_logs_exceptions_and_itself() {
    // As wrangler prints it, and again in one line.
    let records = records(format!("{:#}\n{}\n", event(), event()));
    assert_eq!(records.len(), 10);
    for event in records.chunks(5) {
        let said: Vec<_> = event.iter().map(|r| (r.level, r.message.as_str())).collect();
        let expected = [
            (Level::Info, "hello 7 {\"a\":[1]}"),
            (Level::Warn, "slow"),
            (Level::Error, "text"),
            (Level::Error, "TypeError: no"),
            (Level::Error, "GET https://a.example/b 500: exception"),
        ];
        assert_eq!(said, expected);
        let times: Vec<_> = event.iter().map(|r| r.timestamp.millis() % 10).collect();
        assert_eq!(times, [1, 2, 2, 3, 0]);
        for record in event {
            assert_eq!(record.service, "coordinator");
            assert_eq!(record.version.as_deref(), Some("v-7"));
            assert_eq!(record.request_id.as_deref(), Some("ray-1"));
            assert_eq!(record.metadata["outcome"], "exception");
        }
        assert_eq!(event[1].source_location.as_deref(), Some("a.ts:3"));
        assert_eq!(event[1].metadata["ms"], 9);
        assert_eq!(event[2].event_type.as_deref(), Some("x"));
        assert_eq!(event[3].metadata["exception"]["stack"], "    at fetch (index.js:3:9)");
        assert_eq!(event[4].event_type.as_deref(), Some("invocation"));
        assert_eq!(event[4].metadata["event"]["response"]["status"], 500);
        assert_eq!(event[4].metadata["cpuTime"], 3);
    }
}

#[test]
fn what_calls_a_worker_is_told() {
    let causes = [
        (json!({ "cron": "* * * * *", "scheduledTime": 1 }), "cron * * * * *: ok"),
        (json!({ "queue": "q", "batchSize": 3 }), "queue q: ok"),
        (json!({ "rpcMethod": "run" }), "rpc run: ok"),
        (json!({ "scheduledTime": "2025-11-13T02:13:20.125Z" }), "alarm: ok"),
        (json!({ "mailFrom": "a@b.example" }), "email: ok"),
        (Value::Null, "invocation: ok"),
    ];
    for (cause, message) in causes {
        let event = json!({ "outcome": "ok", "event": cause, "logs": [], "exceptions": [], "eventTimestamp": 1 });
        let record = records(event.to_string()).remove(0);
        assert_eq!((record.level, record.message.as_str()), (Level::Info, message));
    }
    let overload = json!({
        "outcome": null, "scriptName": null, "exceptions": [], "logs": [], "eventTimestamp": null,
        "event": { "message": "Tail is currently in sampling mode", "type": "overload" },
    });
    assert_eq!(records(overload.to_string())[0].level, Level::Warn);
}

#[test]
fn odd_events_lose_nothing() {
    let event =
        json!({ "outcome": 7, "logs": ["bare", { "level": "shout" }], "exceptions": { "a": 1 } });
    let entries = read(event.to_string());
    let records: Vec<_> = entries.into_iter().map(|entry| entry.outcome.unwrap()).collect();
    assert_eq!(records.len(), 2);
    assert_eq!(records[0].metadata["level"], "shout");
    assert_eq!(records[1].metadata["logs"], json!(["bare"]));
    assert_eq!(records[1].metadata["exceptions"], json!([{ "a": 1 }]));
}
