//! The sinks: one suite over all protocols of HTTP against doubles, and each against the real
//! server where there is one.

mod answers;
mod compliance;
mod faults;
mod local;
mod otlp;
mod protocols;
mod read;
mod real;
mod receivers;
mod sdks;
mod tls;

use linestamp_client::LogRecord;
use serde_json::json;

/// A record with every column, and text that has to be quoted.
pub(crate) fn full() -> LogRecord {
    serde_json::from_value(json!({
        "id": "0193", "timestamp": 1_763_000_000_123_i64, "level": "warn", "service": "http",
        "environment": "production", "event_type": "db_query_slow",
        "message": "größer: it's \"slow\"\n\\ – 🐌 \u{2028}", "source_location": "store.ts:142",
        "trace_id": "4bf92f3577b34da6a3ce929d0e0e4736", "request_id": "r-1",
        "workspace_id": "w-1", "project_id": "p-1", "user_id": "u-1", "version": "1.2.3",
        "instance_id": "i-1",
        "metadata": {
            "ms": 1500, "ratio": 0.5, "is": true, "none": null,
            "nested": { "list": [1, null, "x'y"] }, "user.id": "another", "large": u64::MAX,
        },
    }))
    .unwrap()
}

/// A record with as little as there can be, and what looks like more than it is.
pub(crate) fn least() -> LogRecord {
    serde_json::from_value(json!({
        "id": "0194", "timestamp": 1_763_000_000_124_i64, "level": "info", "service": "tests",
        "environment": "development", "message": "", "trace_id": "not a trace",
        "source_location": "somewhere",
    }))
    .unwrap()
}

/// A record of that number and message.
pub(crate) fn numbered(number: usize, message: &str) -> LogRecord {
    serde_json::from_value(json!({
        "id": format!("id-{number:05}"), "timestamp": 1_763_000_000_000_i64 + number as i64,
        "level": "info", "service": "tests", "environment": "development", "message": message,
    }))
    .unwrap()
}
