//! What a span or an event of `tracing` becomes.

use std::error::Error;
use std::fmt;

use linestamp_client::bridge::TracingLayer;
use linestamp_client::{Context, Level, LogRecord};
use serde_json::json;
use tracing::field::Empty;
use tracing_subscriber::layer::SubscriberExt as _;

use crate::logged;

fn traced(log: impl FnOnce()) -> Vec<LogRecord> {
    logged(|logger| {
        let logger = logger.with(Context::new().user_id("context").workspace_id("context"));
        let subscriber = tracing_subscriber::registry().with(TracingLayer::new(logger));
        tracing::subscriber::with_default(subscriber, log);
    })
}

#[test]
fn an_event_is_a_record_of_its_line() {
    let line = line!() + 2;
    let records = traced(|| {
        tracing::info!(
            event = "task_started",
            attempt = 2,
            ratio = 0.5,
            done = false,
            "Task {}",
            7
        );
        tracing::warn!(name: "named", target: "elsewhere", "…");
        tracing::error!(only = "a field");
    });
    let [one, two, three] = &records[..] else { panic!("{records:?}") };
    assert_eq!(one.level, Level::Info);
    assert_eq!(one.message, "Task 7");
    assert_eq!(one.event_type.as_deref(), Some("task_started"));
    assert_eq!(one.source_location, Some(format!("from_tracing.rs:{line}")));
    assert_eq!(one.user_id.as_deref(), Some("context"));
    let target = "bridges::from_tracing";
    let metadata = json!({ "attempt": 2, "ratio": 0.5, "done": false, "target": target });
    assert_eq!(json!(one.metadata), metadata);
    assert_eq!((two.level, two.event_type.as_deref()), (Level::Warn, Some("named")));
    assert_eq!(json!(two.metadata), json!({ "target": "elsewhere" }));
    assert_eq!((three.level, three.message.as_str()), (Level::Error, target));
}

#[test]
fn trace_is_debug_and_says_so() {
    let records = traced(|| {
        tracing::debug!("one");
        tracing::trace!("two");
    });
    assert_eq!(records.iter().map(|record| record.level).collect::<Vec<_>>(), [Level::Debug; 2]);
    assert_eq!(records[0].metadata.get("level"), None);
    assert_eq!(records[1].metadata["level"], "trace");
}

#[test]
fn the_inner_span_goes_before_the_outer_and_the_event_before_both() {
    let records = traced(|| {
        let outer = tracing::info_span!(
            "outer",
            request_id = "outer",
            trace_id = %"t",
            user_id = 42,
            kept = true,
            changed = "outer",
            late = Empty
        );
        let _outer = outer.enter();
        let inner = tracing::info_span!("inner", request_id = "inner", changed = "inner");
        let _inner = inner.enter();
        outer.record("late", "recorded");
        tracing::info!("one");
        tracing::info!(request_id = "own", changed = "own", version = ?1, id = 7, "two");
        drop(_inner);
        tracing::info!("three");
    });
    let [one, two, three] = &records[..] else { panic!("{records:?}") };
    assert_eq!(one.request_id.as_deref(), Some("inner"));
    assert_eq!(one.trace_id.as_deref(), Some("t"));
    assert_eq!(one.user_id.as_deref(), Some("42"));
    assert_eq!(one.workspace_id.as_deref(), Some("context"));
    let target = "bridges::from_tracing";
    let mut metadata = json!({
        "user_id": 42, "kept": true, "changed": "inner", "late": "recorded", "span": "inner",
        "target": target,
    });
    assert_eq!(json!(one.metadata), metadata);
    assert_eq!(two.request_id.as_deref(), Some("own"));
    assert_eq!(two.version.as_deref(), Some("1"));
    metadata["changed"] = "own".into();
    metadata["id"] = 7.into();
    assert_eq!(json!(two.metadata), metadata);
    assert_ne!(two.id, "7");
    assert_eq!(three.request_id.as_deref(), Some("outer"));
    assert_eq!(three.metadata["span"], "outer");
}

#[test]
fn an_error_comes_with_its_causes() {
    let records = traced(|| {
        let error: &(dyn Error + 'static) = &Outer(Inner);
        tracing::error!(error, "Task failed");
        tracing::error!(not_a_number = f64::NAN, large = u128::MAX, "…");
    });
    assert_eq!(records[0].metadata["error"], "cannot start: no such task");
    assert_eq!(records[1].metadata["not_a_number"], "NaN");
    assert_eq!(records[1].metadata["large"], u128::MAX.to_string());
}

#[derive(Debug)]
struct Outer(Inner);

#[derive(Debug)]
struct Inner;

impl fmt::Display for Outer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("cannot start")
    }
}

impl fmt::Display for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no such task")
    }
}

impl Error for Outer {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

impl Error for Inner {}
