//! What a token that is bound to a workspace sees.
//!
//! Two services: one has the records of several workspaces, and is asked with a token that is bound to
//! one of them; the other has that one's records alone. Whatever is asked, both give the same answer.

use std::collections::HashMap;

use linestamp_server::Role;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::support::{Service, told};

const NOW: i64 = 1_763_000_040_000;

fn records() -> impl Strategy<Value = Vec<Value>> {
    let record = (0..3_usize, 0..4_i64, 0..3_usize, 0..3_usize, 0..2_usize, 0..4_usize).prop_map(
        |(workspace, second, level, service, ids, message)| {
            let level = ["error", "warn", "info"][level];
            let service_name = ["http", "executor", "resources"][service];
            let message_text = ["timed out", "Started", "Done", "=1"][message];
            let request = ["q1", "q2"][ids];
            let mut record = json!({
                "id": format!("id-{second}-{message}"), "timestamp": NOW + second * 1000,
                "level": level, "environment": "production",
                "service": service_name,
                "message": message_text,
                "trace_id": "shared-trace", "request_id": request,
                "instance_id": "shared-instance", "source_location": format!("a.ts:{}", second + 1),
                "metadata": { "span_id": format!("s{service}"), "parent_span_id": "s0" },
            });
            if workspace > 0 {
                record["workspace_id"] = ["", "one", "two"][workspace].into();
            }
            record
        },
    );
    prop::collection::vec(record, 1..20)
}

/// Everything that can be read, but for what asks for one record by its place.
const PATHS: [&str; 10] = [
    "/v1/records?limit=3",
    "/v1/records?limit=1000&order=oldest",
    "/v1/histogram?from=1763000030000&until=1763000050000&buckets=20&by=workspace_id",
    "/v1/facets?columns=workspace_id,service,level,request_id,trace_id,source_location&limit=2",
    "/v1/locations?limit=2",
    "/v1/traces/shared-trace",
    "/v1/export?format=csv",
    "/v1/export?format=ndjson",
    "/v1/complete?text=service:",
    "/v1/complete?text=workspace:",
];

const FILTERS: [&str; 6] =
    ["", "level:error", "-level:error", "workspace:two or timed", "-workspace:one", "id:id-1-1"];

/// The answer without what only the order of arrival of all tells.
fn without_places(text: &str, places: &mut HashMap<u64, usize>) -> String {
    let strip = |value: &mut Value, places: &mut HashMap<u64, usize>| walk(value, places);
    let lines = text.lines().map(|line| match serde_json::from_str::<Value>(line) {
        Ok(mut value) => {
            strip(&mut value, places);
            value.to_string()
        }
        Err(_) => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn walk(value: &mut Value, places: &mut HashMap<u64, usize>) {
    match value {
        Value::Object(map) => {
            for gone in ["received_at", "next"] {
                map.remove(gone);
            }
            for (key, value) in map.iter_mut() {
                match (key.as_str(), value.as_u64()) {
                    ("seq", Some(seq)) => *value = number(seq, places).into(),
                    ("records", _)
                        if value.as_array().is_some_and(|all| all.iter().all(Value::is_u64)) =>
                    {
                        for seq in value.as_array_mut().unwrap() {
                            *seq = number(seq.as_u64().unwrap(), places).into();
                        }
                    }
                    _ => walk(value, places),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(|value| walk(value, places)),
        _ => {}
    }
}

/// The place among those that were seen.
fn number(seq: u64, places: &mut HashMap<u64, usize>) -> usize {
    let next = places.len();
    *places.entry(seq).or_insert(next)
}

async fn fill(service: &Service, token: Option<&str>, records: &[Value]) {
    let request = service.post("application/json", json!(records).to_string());
    let request = if let Some(token) = token { request.bearer_auth(token) } else { request };
    assert_eq!(told(request).await.0, 200);
}

async fn check(records: Vec<Value>) {
    let (all, own) = (Service::open().await, Service::open().await);
    let ingest = all.token("ingest", Role::Ingest, None);
    let bound = all.token("bound", Role::Read, Some("one"));
    fill(&all, Some(&ingest), &records).await;
    let mine: Vec<Value> =
        records.iter().filter(|record| record["workspace_id"] == "one").cloned().collect();
    if !mine.is_empty() {
        fill(&own, None, &mine).await;
    }
    let (mut places, mut own_places) = (HashMap::new(), HashMap::new());
    for path in PATHS {
        for filter in FILTERS {
            if (path.contains("traces") || path.contains("complete")) && !filter.is_empty() {
                continue;
            }
            let filter = if filter.is_empty() { vec![] } else { vec![("filter", filter)] };
            let answer = all.get(path).query(&filter).bearer_auth(&bound).send().await.unwrap();
            let expected = own.get(path).query(&filter).send().await.unwrap();
            assert_eq!(answer.status(), expected.status(), "{path} {filter:?}");
            let answer = without_places(&answer.text().await.unwrap(), &mut places);
            let expected = without_places(&expected.text().await.unwrap(), &mut own_places);
            assert_eq!(answer, expected, "{path} {filter:?}");
        }
    }
    // One by one: what is another's is not there.
    let mut seen = 0;
    for seq in 1..=records.len() {
        let path = format!("/v1/records/{seq}");
        let (status, record) = told(all.get(&path).bearer_auth(&bound)).await;
        let context = all.get(&format!("{path}/context?by=trace")).bearer_auth(&bound);
        let (around, context) = told(context).await;
        assert_eq!(status, around);
        assert!(status == 404 || record["workspace_id"] == "one", "{record}");
        assert!(!context.to_string().contains("two"), "{context}");
        seen += usize::from(status == 200);
    }
    let (_, status) = told(all.get("/v1/status").bearer_auth(&bound)).await;
    assert_eq!(status["records"], json!(seen));
}

#[test]
fn a_bound_token_sees_what_it_would_see_if_there_were_no_others() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut runner = TestRunner::new(Config { cases: 20, ..Config::default() });
    runner
        .run(&records(), |records| {
            runtime.block_on(check(records));
            Ok(())
        })
        .unwrap();
}
