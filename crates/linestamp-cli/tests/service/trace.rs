use serde_json::json;

use crate::service::{Service, record};

#[test]
fn a_trace_is_a_tree_of_what_each_service_did() {
    let service = Service::start();
    let mut records = [record(0, "Job taken"), record(1, "Task failed"), record(2, "Job done")];
    for (place, record) in records.iter_mut().enumerate() {
        record["service"] = if place == 1 { "executor" } else { "coordinator" }.into();
        record["metadata"] = json!({
            "span_id": if place == 1 { "b" } else { "a" },
            "parent_span_id": if place == 1 { Some("a") } else { None },
        });
    }
    service.put(&records);
    let (status, text, _) = service.run(&["trace", "t1"]);
    assert_eq!(status, Some(0));
    let lines: Vec<_> = text.lines().map(str::trim_end).collect();
    assert!(lines[0].starts_with("coordinator") && lines[0].contains("2000 ms"), "{text}");
    let executor = lines.iter().position(|line| line.trim_start().starts_with("executor")).unwrap();
    assert!(lines[executor].starts_with("  ") && lines[executor].contains("1 error"), "{text}");
    assert!(lines[executor + 1].contains("Task failed  executor.ts:2"), "{text}");

    let (status, _, error) = service.run(&["trace", "nowhere"]);
    assert_eq!(status, Some(2));
    assert!(error.contains("nowhere"), "{error}");
}
