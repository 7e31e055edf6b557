//! Questions about records.

use reqwest::Method;
use serde_json::{Value, json};

use crate::support::{Service, told};

/// The time of the first record, on a whole minute.
const BEGIN: i64 = 1_763_000_040_000;

/// A record every ten seconds.
fn at(number: i64, service: &str, level: &str, message: &str) -> Value {
    json!({
        "id": format!("r{number}"), "timestamp": BEGIN + number * 10_000, "level": level,
        "service": service, "environment": "production", "message": message, "trace_id": "t1",
        "request_id": format!("q{}", number / 2), "source_location": format!("{service}.ts:{number}"),
    })
}

async fn filled() -> Service {
    let service = Service::open().await;
    let mut records = vec![
        at(0, "http", "info", "Request"),
        at(1, "coordinator", "info", "Job taken"),
        at(2, "executor", "error", "Task timed out"),
        at(3, "executor", "warn", "=Retry"),
        at(20, "http", "info", "Response"),
    ];
    records[0]["metadata"] = json!({ "span_id": "a" });
    records[1]["metadata"] =
        json!({ "span_id": "b", "parent_span_id": "a", "user": { "plan": "pro" } });
    let (status, account) =
        told(service.post("application/json", json!(records).to_string())).await;
    assert_eq!((status, &account["stored"]), (200, &json!(5)));
    service
}

async fn ask(service: &Service, path: &str, questions: &[(&str, &str)]) -> Value {
    let (status, answer) = told(service.get(path).query(questions)).await;
    assert_eq!(status, 200, "{path} {questions:?}: {answer}");
    answer
}

fn seqs(records: &Value) -> Vec<u64> {
    records.as_array().unwrap().iter().map(|record| record["seq"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn records_come_in_pages_and_one_by_one() {
    let service = filled().await;
    let mut after = String::new();
    let mut found = Vec::new();
    loop {
        let mut questions = vec![("limit", "2"), ("order", "oldest")];
        if !after.is_empty() {
            questions.push(("after", &after));
        }
        let page = ask(&service, "/v1/records", &questions).await;
        found.extend(seqs(&page["records"]));
        match page["next"].as_str() {
            Some(next) => after = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(found, [1, 2, 3, 4, 5]);
    let page = ask(&service, "/v1/records", &[("filter", "service:executor -level:warn")]).await;
    assert_eq!(seqs(&page["records"]), [3]);
    let record = ask(&service, "/v1/records/2", &[]).await;
    assert_eq!(
        (&record["message"], &record["metadata"]["user"]["plan"]),
        (&json!("Job taken"), &json!("pro"))
    );
    // The clocks of these records are far behind the service's.
    assert_eq!(record["clock"], "behind");
}

#[tokio::test]
async fn what_was_around_a_record() {
    let service = filled().await;
    let path = "/v1/records/3/context";
    let trace = ask(&service, path, &[("by", "trace"), ("before", "1"), ("after", "5")]).await;
    assert_eq!((seqs(&trace["before"]), seqs(&trace["after"])), (vec![2], vec![4, 5]));
    let request = ask(&service, path, &[("by", "request")]).await;
    assert_eq!((seqs(&request["before"]), seqs(&request["after"])), (vec![], vec![4]));
    let (status, problem) = told(service.get(path).query(&[("by", "instance")])).await;
    assert_eq!(status, 400);
    assert!(problem["detail"].as_str().unwrap().contains("no instance_id"), "{problem}");
}

#[tokio::test]
async fn records_are_counted_over_time_and_by_value() {
    let service = filled().await;
    let until = (BEGIN + 210_000).to_string();
    let questions =
        [("from", "1763000035000"), ("until", until.as_str()), ("buckets", "5"), ("by", "level")];
    let histogram = ask(&service, "/v1/histogram", &questions).await;
    assert_eq!(
        histogram,
        json!({
            "from": BEGIN - 60_000, "until": BEGIN + 240_000, "step": 60_000,
            "buckets": [
                { "start": BEGIN, "counts": [
                    { "value": "info", "count": 2 },
                    { "value": "error", "count": 1 },
                    { "value": "warn", "count": 1 },
                ] },
                { "start": BEGIN + 180_000, "counts": [{ "value": "info", "count": 1 }] },
            ],
        })
    );
    let since =
        [("filter", "since:2025-11-13T02:14:00Z until:2025-11-13T02:15:00Z"), ("buckets", "6")];
    let histogram = ask(&service, "/v1/histogram", &since).await;
    assert_eq!((&histogram["from"], &histogram["step"]), (&json!(BEGIN), &json!(10_000)));
    let facets = [("columns", "service,event_type"), ("limit", "1"), ("filter", "level:info")];
    assert_eq!(
        ask(&service, "/v1/facets", &facets).await,
        json!({ "facets": [
            { "column": "service", "values": [{ "value": "http", "count": 2 }], "others": 1 },
            { "column": "event_type", "values": [{ "value": null, "count": 3 }], "others": 0 },
        ] })
    );
    let places = ask(&service, "/v1/locations", &[("filter", "level:error")]).await;
    assert_eq!(places["values"], json!([{ "value": "executor.ts:2", "count": 1 }]));
}

#[tokio::test]
async fn a_trace_is_a_tree() {
    let service = filled().await;
    let trace = ask(&service, "/v1/traces/t1", &[]).await;
    assert_eq!((&trace["from"], &trace["until"]), (&json!(BEGIN), &json!(BEGIN + 200_000)));
    assert_eq!(seqs(&trace["records"]), [1, 2, 3, 4, 5]);
    let spans = trace["spans"].as_array().unwrap();
    let of = |service: &str| spans.iter().find(|span| span["service"] == service).unwrap();
    assert_eq!((&of("http")["id"], &of("http")["parent"]), (&json!("a"), &json!(null)));
    assert_eq!(of("coordinator")["parent"], "a");
    let executor = of("executor");
    assert_eq!((&executor["errors"], &executor["records"]), (&json!(1), &json!([3, 4])));
    let (status, _) = told(service.get("/v1/traces/nowhere")).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn all_that_is_meant_is_exported() {
    let service = Service::open().await;
    let records: Vec<_> = (0..2500).map(|number| at(number, "http", "info", "Request")).collect();
    told(service.post("application/json", json!(records).to_string())).await;
    let export = async |format: &str| {
        let questions = [("format", format), ("order", "oldest"), ("filter", "-id:r7")];
        let answer = service.get("/v1/export").query(&questions).send().await.unwrap();
        assert_eq!(answer.status(), 200);
        answer.text().await.unwrap()
    };
    let lines = export("ndjson").await;
    let ids: Vec<_> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned())
        .collect();
    let expected: Vec<_> = (0..2500).filter(|n| *n != 7).map(|n| format!("r{n}")).collect();
    assert_eq!(ids, expected);
    let table = export("csv").await;
    assert_eq!(table.lines().count(), 2500);
    assert!(table.starts_with("id,timestamp,level,"), "{}", &table[..80]);

    let service = filled().await;
    let table = service.get("/v1/export?format=csv").send().await.unwrap().text().await.unwrap();
    assert!(table.contains(",'=Retry,"), "{table}");
}

#[tokio::test]
async fn a_filter_is_completed() {
    let service = filled().await;
    let complete = async |text: &str| {
        let answer = ask(&service, "/v1/complete", &[("text", text)]).await;
        let items = answer["items"].as_array().unwrap().iter();
        let inserts: Vec<_> =
            items.map(|item| item["insert"].as_str().unwrap().to_owned()).collect();
        (answer["from"].as_u64().unwrap(), answer["until"].as_u64().unwrap(), inserts)
    };
    assert_eq!(complete("ä ser").await, (2, 5, vec!["service:".to_owned()]));
    assert_eq!(complete("-level:er").await, (7, 9, vec!["error".to_owned()]));
    assert_eq!(complete("since:1").await, (6, 7, vec!["15m".to_owned(), "1h".to_owned()]));
    assert_eq!(complete("\"ser").await.2, Vec::<String>::new());
    // Values are those of the last day.
    let now = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap().as_millis();
    let mut record = at(0, "ex plorer", "info", "Ready");
    (record["id"], record["timestamp"]) = ("new".into(), json!(now as i64));
    told(service.post("application/json", record.to_string())).await;
    assert_eq!(complete("service:ex").await, (8, 10, vec!["\"ex plorer\"".to_owned()]));
}

#[tokio::test]
async fn records_are_removed_by_a_filter_that_means_some() {
    let service = filled().await;
    let (status, _) = told(service.ask(Method::DELETE, "/v1/records")).await;
    assert_eq!(status, 400);
    let question = service.ask(Method::DELETE, "/v1/records").query(&[("filter", "level:info")]);
    assert_eq!(told(question).await, (200, json!({ "deleted": 3 })));
    assert_eq!(service.count().await, 2);
    let reader = service.token("reader", linestamp_server::Role::Read, None);
    let question = service.ask(Method::DELETE, "/v1/records").query(&[("filter", "id:*")]);
    assert_eq!(told(question.bearer_auth(reader)).await.0, 403);
}

#[tokio::test]
async fn a_question_that_is_wrong_says_where() {
    let service = filled().await;
    let (status, problem) =
        told(service.get("/v1/records").query(&[("filter", "ä sevice:a")])).await;
    assert_eq!((status, &problem["code"], &problem["at"]), (400, &json!("filter"), &json!([2, 8])));
    for path in [
        "/v1/records?limit=0",
        "/v1/records?limit=1001",
        "/v1/records?limit=x",
        "/v1/records?order=sideways",
        "/v1/records?after=x",
        "/v1/records?fliter=a",
        "/v1/records/x",
        "/v1/records/1/context",
        "/v1/records/1/context?by=x",
        "/v1/histogram?by=metadata",
        "/v1/histogram?from=2&until=1",
        "/v1/histogram?buckets=100000",
        "/v1/facets",
        "/v1/facets?columns=",
        "/v1/facets?columns=levle",
        "/v1/export?format=xml",
        "/v1/tail?after=x",
        "/v1/tail?filter=a:b",
    ] {
        let (status, problem) = told(service.get(path)).await;
        assert_eq!((status, &problem["status"]), (400, &json!(400)), "{path}: {problem}");
        assert!(!problem["detail"].as_str().unwrap().is_empty(), "{path}");
    }
    assert_eq!(told(service.get("/v1/records/99")).await.0, 404);
}
