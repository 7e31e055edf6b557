//! What a call puts into a record.

use linestamp_client::sinks::memory::Memory;
use linestamp_client::{
    Client, Clock, Context, Environment, Level, LogRecord, Logger, Randomness, Timestamp,
    TraceParent, debug, error, info, log_at, warn,
};
use serde_json::json;

use crate::support::{PATIENCE, client};

struct Fixed;

impl Clock for Fixed {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(1_763_000_000_000).unwrap()
    }
}

impl Randomness for Fixed {
    fn fill(&self, bytes: &mut [u8]) {
        bytes.fill(7);
    }
}

fn logged(log: impl FnOnce(&Client)) -> Vec<LogRecord> {
    let memory = Memory::new();
    let client = client(memory.sink()).start().unwrap();
    log(&client);
    client.shutdown(PATIENCE).unwrap();
    memory.records()
}

#[test]
fn macros_stamp_the_line_they_are_on() {
    let first = line!() + 2;
    let records = logged(|client| {
        info!(client.logger(), "one");
        warn!(client.logger(), event = "two", "two");
        error!(
            client.logger(),
            event = "an_event_of_a_name_that_is_long",
            "a message that does not fit into the line: {}",
            "three"
        );
        log_at!(Level::Info, client.logger(), "{}", "four");
    });
    let places: Vec<_> =
        records.iter().map(|record| record.source_location.clone().unwrap()).collect();
    let expected = [0, 1, 2, 8].map(|line| format!("logging.rs:{}", first + line));
    assert_eq!(places, expected);
}

#[test]
fn functions_stamp_the_callers_line() {
    let line = line!() + 1;
    let records = logged(|client| client.logger().error("one").event("failed").write());
    assert_eq!(records[0].source_location, Some(format!("logging.rs:{line}")));
    assert_eq!(records[0].level, Level::Error);
    assert_eq!(records[0].event_type.as_deref(), Some("failed"));
}

#[test]
fn a_level_that_is_off_evaluates_nothing() {
    let records = logged(|client| {
        let logger = client.logger();
        debug!(logger, field = unreachable(), "{}", unreachable());
        logger.debug("off").field("key", 1).write();
        client.set_level(None);
        error!(logger, "{}", unreachable());
        client.set_level(Some(Level::Debug));
        debug!(logger, "on");
    });
    assert_eq!(records.len(), 1);
    assert_eq!((records[0].level, records[0].message.as_str()), (Level::Debug, "on"));
}

fn unreachable() -> String {
    unreachable!("the level is off")
}

#[test]
fn keys_are_columns_or_metadata() {
    let name = "seven";
    let records = logged(|client| {
        info!(
            client.logger(),
            event = "task_started",
            id = "given",
            trace_id = "t",
            request_id = "r",
            workspace_id = "w",
            project_id = "p",
            user_id = "u",
            attempt = 2,
            tags = json!(["a", "b"]),
            "Task {name} started, {} to go",
            3
        );
    });
    let record = serde_json::to_value(&records[0]).unwrap();
    for (key, value) in [
        ("id", "given"),
        ("event_type", "task_started"),
        ("trace_id", "t"),
        ("request_id", "r"),
        ("workspace_id", "w"),
        ("project_id", "p"),
        ("user_id", "u"),
        ("message", "Task seven started, 3 to go"),
        ("service", "tests"),
        ("environment", "development"),
    ] {
        assert_eq!(record[key], value);
    }
    assert_eq!(record["metadata"], json!({ "attempt": 2, "tags": ["a", "b"] }));
}

#[test]
fn names_of_any_length_arrive_whole_and_the_later_value_stays() {
    let event = "an_event_type_that_is_longer_than_most_of_them";
    let records = logged(|client| {
        let logger = client.logger().with(Context::new().field("from_the_context", 1));
        info!(logger, event = event, a_key_that_is_longer_than_most_of_them = 1, n = 1, n = 2, "…");
        let key = event.replace("event", "key");
        logger.info("…").event(event).field(key, 1).field("from_the_context", 2).write();
    });
    assert_eq!(records[0].event_type.as_deref(), Some(event));
    let metadata = json!({
        "from_the_context": 1,
        "a_key_that_is_longer_than_most_of_them": 1,
        "n": 2,
    });
    assert_eq!(json!(records[0].metadata), metadata);
    assert_eq!(records[1].event_type.as_deref(), Some(event));
    let metadata = json!({
        "an_key_type_that_is_longer_than_most_of_them": 1,
        "from_the_context": 2,
    });
    assert_eq!(json!(records[1].metadata), metadata);
}

#[test]
fn context_is_inherited_and_overridden() {
    let records = logged(|client| {
        let outer = Context::new()
            .service("outer")
            .environment(Environment::Staging)
            .workspace_id("w")
            .request_id("outer")
            .version("v1")
            .field("kept", true)
            .field("changed", "outer");
        let inner = Context::new().request_id("inner").field("changed", "inner");
        let logger = client.logger().with(outer).with(inner);
        info!(logger, "one");
        info!(logger, request_id = "own", changed = "own", "two");
    });
    let [one, two] = &records[..] else { panic!("{records:?}") };
    assert_eq!((one.service.as_str(), one.environment), ("outer", Environment::Staging));
    assert_eq!(one.workspace_id.as_deref(), Some("w"));
    assert_eq!(one.version.as_deref(), Some("v1"));
    assert_eq!(one.request_id.as_deref(), Some("inner"));
    assert_eq!(json!(one.metadata), json!({ "kept": true, "changed": "inner" }));
    assert_eq!(two.request_id.as_deref(), Some("own"));
    assert_eq!(json!(two.metadata), json!({ "kept": true, "changed": "own" }));
}

#[test]
fn a_trace_comes_in_and_goes_out() {
    let came_in: TraceParent =
        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01".parse().unwrap();
    let records = logged(|client| {
        assert_eq!(client.logger().traceparent(), None);
        let logger = client.logger().with(Context::new().traceparent(came_in));
        info!(logger, "one");
        let goes_out = logger.with(Context::new().user_id("u")).traceparent().unwrap();
        assert_eq!(goes_out.trace_id(), came_in.trace_id());
        assert_ne!(goes_out.parent_id(), came_in.parent_id());
        // The trace of another does not go out under this one's id.
        assert_eq!(logger.with(Context::new().trace_id("other")).traceparent(), None);
    });
    assert_eq!(records[0].trace_id.as_deref(), Some("0af7651916cd43dd8448eb211c80319c"));
}

#[test]
fn id_and_time_come_from_the_given_sources() {
    let memory = Memory::new();
    let client = client(memory.sink()).clock(Fixed).randomness(Fixed).start().unwrap();
    info!(client.logger(), "one");
    client.shutdown(PATIENCE).unwrap();
    let record = memory.expect().one();
    assert_eq!(record.timestamp, Fixed.now());
    assert_eq!(record.id, "019a7afd-1e00-7707-8707-070707070707");
}

#[test]
fn ids_are_unique() {
    let records = logged(|client| {
        for _ in 0..1000 {
            info!(client.logger(), "…");
        }
    });
    let mut ids: Vec<_> = records.iter().map(|record| &record.id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 1000);
}

#[test]
fn what_serde_cannot_write_does_not_lose_the_record() {
    let not_a_key = std::collections::HashMap::from([(vec![1], 2)]);
    let records = logged(|client| client.logger().info("one").serialize("map", &not_a_key).write());
    assert!(records[0].metadata["map"].as_str().unwrap().starts_with("not serializable"));
}

#[test]
fn records_that_wait_together_keep_apart_what_they_say() {
    struct Chatty<'l>(&'l Logger);

    impl std::fmt::Display for Chatty<'_> {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("before, ")?;
            info!(self.0, event = "inner", "a call within a call, {}", "größer");
            f.write_str("after")
        }
    }

    let complete: LogRecord = serde_json::from_value(json!({
        "id": "0193", "timestamp": 0, "level": "warn", "service": "other", "environment": "production",
        "message": "complete", "metadata": { "own": 1 },
    }))
    .unwrap();
    let records = logged(|client| {
        let logger = client.logger();
        let request = logger.with(Context::new().request_id("r-1"));
        info!(logger, first = 1, second = "two", third = [3].as_slice(), "one");
        info!(request, "{}", Chatty(&logger));
        logger.write(complete.clone());
        info!(request, event = "große Ereignisse mit Namen", first = 4, "{}", "x".repeat(10_000));
        info!(logger, "");
    });
    let messages: Vec<_> = records.iter().map(|record| record.message.as_str()).collect();
    let long = "x".repeat(10_000);
    let expected = ["one", "a call within a call, größer", "before, after", "complete", &long, ""];
    assert_eq!(messages, expected);
    let requests = records.iter().map(|record| record.request_id.is_some());
    assert_eq!(requests.collect::<Vec<_>>(), [false, false, true, false, true, false]);
    assert_eq!(records[3], complete);
    let events: Vec<_> = records.iter().map(|record| record.event_type.as_deref()).collect();
    let event = Some("große Ereignisse mit Namen");
    assert_eq!(events, [None, Some("inner"), None, None, event, None]);
    let metadata: Vec<_> = records.iter().map(|record| json!(record.metadata)).collect();
    let first = json!({ "first": 1, "second": "two", "third": [3] });
    let none = json!({});
    let expected = [&first, &none, &none, &json!({ "own": 1 }), &json!({ "first": 4 }), &none]
        .map(Clone::clone);
    assert_eq!(metadata, expected);
}
