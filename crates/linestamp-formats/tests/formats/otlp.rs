//! OTLP JSON.

use linestamp_schema::{Environment, Level};
use serde_json::json;

use crate::support::records;

#[test]
fn each_column_is_found_at_its_place() {
    let request = json!({ "resourceLogs": [{
        "resource": { "attributes": [
            { "key": "service.name", "value": { "stringValue": "executor" } },
            { "key": "deployment.environment.name", "value": { "stringValue": "production" } },
            { "key": "service.version", "value": { "stringValue": "v1" } },
            { "key": "service.instance.id", "value": { "stringValue": "i-1" } },
            { "key": "host.name", "value": { "stringValue": "h" } },
        ] },
        "scopeLogs": [{
            "scope": { "name": "lib", "version": "2" },
            "logRecords": [{
                "timeUnixNano": "1763000000123000000",
                "observedTimeUnixNano": "1763000000124000001",
                "severityNumber": 13, "severityText": "WARN",
                "body": { "stringValue": "slow" },
                "eventName": "db_query_slow",
                "traceId": "5b8efff798038103d269b633813fc60c", "spanId": "eee19b7ec3c1b174",
                "attributes": [
                    { "key": "log.record.uid", "value": { "stringValue": "id-1" } },
                    { "key": "linestamp.request.id", "value": { "stringValue": "r" } },
                    { "key": "linestamp.workspace.id", "value": { "stringValue": "w" } },
                    { "key": "linestamp.project.id", "value": { "stringValue": "p" } },
                    { "key": "user.id", "value": { "stringValue": "u" } },
                    { "key": "code.file.path", "value": { "stringValue": "executor.ts" } },
                    { "key": "code.line.number", "value": { "intValue": "142" } },
                    { "key": "rows", "value": { "arrayValue": { "values": [{ "intValue": 3 }, { "boolValue": true }] } } },
                    { "key": "map", "value": { "kvlistValue": { "values": [{ "key": "a", "value": { "doubleValue": 1.5 } }] } } },
                ],
            }],
        }],
    }] });
    let record = records(format!("{request:#}")).remove(0);
    assert_eq!((record.id.as_str(), record.timestamp.millis()), ("id-1", 1_763_000_000_123));
    assert_eq!((record.level, record.environment), (Level::Warn, Environment::Production));
    assert_eq!((record.service.as_str(), record.message.as_str()), ("executor", "slow"));
    let others = [
        (&record.event_type, "db_query_slow"),
        (&record.source_location, "executor.ts:142"),
        (&record.trace_id, "5b8efff798038103d269b633813fc60c"),
        (&record.request_id, "r"),
        (&record.workspace_id, "w"),
        (&record.project_id, "p"),
        (&record.user_id, "u"),
        (&record.version, "v1"),
        (&record.instance_id, "i-1"),
    ];
    others.iter().for_each(|(column, value)| assert_eq!(column.as_deref(), Some(*value)));
    let kept = json!({
        "rows": [3, true], "map": { "a": 1.5 }, "spanId": "eee19b7ec3c1b174",
        "observedTimeUnixNano": "1763000000124000001",
        "resource": { "host.name": "h" }, "scope": { "name": "lib", "version": "2" },
    });
    assert_eq!(json!(record.metadata), kept);
}

#[test]
fn what_the_data_model_leaves_open_is_read_too() {
    let log = |log: serde_json::Value| json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": [log] }] }] });
    let texts = [
        log(
            json!({ "severityNumber": 19, "body": { "kvlistValue": { "values": [{ "key": "a", "value": { "intValue": "1" } }] } } }),
        ),
        log(json!({ "severityNumber": "SEVERITY_NUMBER_DEBUG2", "eventName": "only_a_name" })),
        log(
            json!({ "severityText": "Information", "severityNumber": 9, "observedTimeUnixNano": 1_763_000_000_124_000_000_u64 }),
        ),
        log(json!({ "severityText": "crit", "attributes": [
            { "key": "linestamp.trace.id", "value": { "stringValue": "short" } },
            { "key": "linestamp.source.location", "value": { "stringValue": "somewhere" } },
        ] })),
    ];
    let text: String = texts.iter().map(|text| format!("{text}\n")).collect();
    let records = records(text);
    let levels: Vec<_> = records.iter().map(|record| record.level).collect();
    assert_eq!(levels, [Level::Error, Level::Debug, Level::Info, Level::Error]);
    assert_eq!(records[0].message, "{\"a\":1}");
    assert_eq!(json!(records[0].metadata), json!({ "severityNumber": 19, "body": { "a": 1 } }));
    assert_eq!(
        (records[1].message.as_str(), records[1].event_type.as_deref()),
        ("only_a_name", Some("only_a_name"))
    );
    assert_eq!(records[2].timestamp.millis(), 1_763_000_000_124);
    assert_eq!(records[2].metadata["severityText"], "Information");
    assert_eq!(records[3].trace_id.as_deref(), Some("short"));
    assert_eq!(records[3].source_location.as_deref(), Some("somewhere"));
}
