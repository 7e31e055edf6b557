//! What a record of `log` becomes.

use linestamp_client::Level;
use linestamp_client::bridge::LogBridge;
use log::{Log as _, Record};
use serde_json::json;

use crate::logged;

#[test]
fn a_record_is_a_record_of_its_line() {
    log::set_max_level(log::LevelFilter::Trace);
    let line = line!() + 3;
    let records = logged(|logger| {
        let bridge = LogBridge::new(logger);
        log::info!(logger: bridge, event = "task_started", attempt = 2, below = -1; "Task {}", 7);
        log::trace!(logger: bridge, target: "elsewhere", request_id = "r", user_id = 42, ok = true; "…");
    });
    let [one, two] = &records[..] else { panic!("{records:?}") };
    assert_eq!((one.level, one.message.as_str()), (Level::Info, "Task 7"));
    assert_eq!(one.event_type.as_deref(), Some("task_started"));
    assert_eq!(one.source_location, Some(format!("from_log.rs:{line}")));
    let metadata = json!({ "attempt": 2, "below": -1, "target": "bridges::from_log" });
    assert_eq!(json!(one.metadata), metadata);
    assert_eq!(two.level, Level::Debug);
    assert_eq!(two.request_id.as_deref(), Some("r"));
    assert_eq!(two.user_id.as_deref(), Some("42"));
    let metadata = json!({ "user_id": 42, "ok": true, "level": "trace", "target": "elsewhere" });
    assert_eq!(json!(two.metadata), metadata);
}

#[test]
fn a_place_that_the_compiler_does_not_know_is_kept() {
    let records = logged(|logger| {
        let file = String::from("src/generated.rs");
        let bridge = LogBridge::new(logger);
        let arguments = format_args!("one");
        bridge.log(&Record::builder().args(arguments).file(Some(&file)).line(Some(3)).build());
        bridge.log(&Record::builder().args(arguments).build());
    });
    assert_eq!(records[0].source_location.as_deref(), Some("generated.rs:3"));
    assert_eq!(records[1].source_location, None);
}
