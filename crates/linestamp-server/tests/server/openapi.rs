//! The document of the HTTP interface, and the service that has to keep it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use linestamp_schema::{COLUMNS, Column};
use linestamp_server::{Role, Settings, openapi};
use linestamp_sqlite::{Options, SqliteStore};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

use crate::support::{FullStore, Service, record};

const JSON: &str = "application/json";

fn document() -> Value {
    serde_json::from_str(&openapi()).unwrap()
}

/// The documented operations: method, path, and what is said of it.
fn operations(document: &Value) -> Vec<(Method, String, Value)> {
    let paths = document["paths"].as_object().unwrap();
    let of_path = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().clone().into_iter();
        let path = path.clone();
        methods
            .map(move |(method, told)| (method.to_uppercase().parse().unwrap(), path.clone(), told))
    };
    paths.iter().flat_map(of_path).collect()
}

/// Compares answers with what is documented.
struct Judge {
    document: Value,
    /// Which operations were answered, and how.
    seen: BTreeMap<String, BTreeSet<u16>>,
}

impl Judge {
    fn new() -> Judge {
        Judge { document: document(), seen: BTreeMap::new() }
    }

    /// Sends a request to a documented path, and has its answer be a documented one.
    async fn ask(&mut self, path: &str, request: RequestBuilder) -> (u16, Value) {
        let (client, request) = request.build_split();
        let request = request.unwrap();
        let method = request.method().as_str().to_lowercase();
        let told = self.document["paths"][path][&method].clone();
        assert!(told.is_object(), "{method} {path} is not documented");
        let answer = client.execute(request).await.unwrap();
        let status = answer.status();
        let response = &told["responses"][status.as_str()];
        assert!(response.is_object(), "{method} {path} was answered by {status}");
        if matches!(status.as_u16(), 429 | 503 | 507) {
            assert!(answer.headers().contains_key("retry-after"), "{method} {path}: {status}");
        }
        let id = told["operationId"].as_str().unwrap().to_owned();
        self.seen.entry(id).or_default().insert(status.as_u16());
        let kind = answer.headers().get("content-type");
        let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
        if path == "/v1/tail" && status == StatusCode::OK {
            assert!(response["content"]["text/event-stream"].is_object());
            return (200, Value::Null);
        }
        let body = answer.bytes().await.unwrap();
        let Some(kind) = kind else {
            assert!(body.is_empty() && response.get("content").is_none(), "{method} {path}");
            return (status.as_u16(), Value::Null);
        };
        let schema = &response["content"][&kind]["schema"];
        assert!(schema.is_object(), "{method} {path} was answered as {kind}: {response}");
        let what = format!("{method} {path} {status}");
        let text = String::from_utf8_lossy(&body).into_owned();
        let body = match kind.as_str() {
            // Several values are a text.
            "application/x-ndjson" => Value::String(text),
            kind if kind.ends_with("json") => serde_json::from_str(&text).unwrap(),
            _ => Value::String(text),
        };
        self.validate(schema, &body, &what);
        (status.as_u16(), body)
    }

    /// Validates by a schema of the document.
    fn validate(&self, schema: &Value, value: &Value, what: &str) {
        let mut schema = schema.clone();
        schema["components"] = self.document["components"].clone();
        let validator = jsonschema::draft202012::new(&schema).unwrap();
        let wrong: Vec<String> = validator
            .iter_errors(value)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert!(wrong.is_empty(), "{what}: {wrong:#?} in {value:#}");
    }
}

fn records() -> Value {
    let mut records = Vec::new();
    for number in 0..4_i64 {
        let mut one = record("Task started");
        one["id"] = format!("id-{number}").into();
        one["timestamp"] = (1_763_000_000_000 + number * 1000).into();
        one["trace_id"] = "t1".into();
        if number == 1 {
            one["event_type"] = "task_started".into();
            one["metadata"] = json!({ "span_id": "a", "nested": { "list": [1, null] } });
            one["workspace_id"] = "acme".into();
        }
        records.push(one);
    }
    records.push(json!({ "level": "info" }));
    records.into()
}

/// Questions that have an answer: path, and as it is asked.
const QUESTIONS: [(&str, &str); 17] = [
    ("/v1/openapi.json", "/v1/openapi.json"),
    ("/v1/status", "/v1/status"),
    ("/v1/session", "/v1/session"),
    ("/v1/records", "/v1/records?limit=2&filter=service:executor"),
    ("/v1/records", "/v1/records?order=oldest"),
    ("/v1/records/{seq}", "/v1/records/2"),
    ("/v1/records/{seq}/context", "/v1/records/2/context?by=trace&before=1"),
    ("/v1/histogram", "/v1/histogram?from=1763000000000&until=1763000060000&by=level"),
    ("/v1/facets", "/v1/facets?columns=level,workspace_id"),
    ("/v1/locations", "/v1/locations"),
    ("/v1/traces/{id}", "/v1/traces/t1"),
    ("/v1/export", "/v1/export"),
    ("/v1/export", "/v1/export?format=csv"),
    ("/v1/complete", "/v1/complete?text=lev"),
    ("/v1/tail", "/v1/tail"),
    ("/metrics", "/metrics"),
    ("/readyz", "/readyz"),
];

/// Questions that are wrong: path, as it is asked, and the status.
const MISTAKES: [(&str, &str, u16); 13] = [
    ("/v1/records", "/v1/records?limit=0", 400),
    ("/v1/records", "/v1/records?limit=many", 400),
    ("/v1/records", "/v1/records?what=1", 400),
    ("/v1/records", "/v1/records?filter=sevice:a", 400),
    ("/v1/records", "/v1/records?after=x", 400),
    ("/v1/records/{seq}", "/v1/records/one", 400),
    ("/v1/records/{seq}", "/v1/records/99", 404),
    ("/v1/records/{seq}/context", "/v1/records/2/context?by=request", 400),
    ("/v1/facets", "/v1/facets?columns=metadata", 400),
    ("/v1/histogram", "/v1/histogram?from=2&until=1", 400),
    ("/v1/histogram", "/v1/histogram?until=-9223372036854775808", 400),
    ("/v1/traces/{id}", "/v1/traces/nowhere", 404),
    ("/v1/tail", "/v1/tail?filter=(", 400),
];

async fn answer_questions(judge: &mut Judge, service: &Service) {
    let send = |kind: &str, body: String| service.post(kind, body);
    let (_, account) = judge.ask("/v1/records", send(JSON, records().to_string())).await;
    assert_eq!((&account["stored"], account["refused"].as_array().unwrap().len()), (&json!(4), 1));
    judge.ask("/v1/records", send("application/x-ndjson", record("a line").to_string())).await;
    for (kind, body, status) in
        [(JSON, "{", 400), ("text/plain", "", 415), (JSON, "[[]]", 200), (JSON, "1", 200)]
    {
        assert_eq!(judge.ask("/v1/records", send(kind, body.to_owned())).await.0, status, "{body}");
    }
    for (path, asked) in QUESTIONS {
        assert_eq!(judge.ask(path, service.get(asked)).await.0, 200, "{asked}");
    }
    for (path, asked, status) in MISTAKES {
        assert_eq!(judge.ask(path, service.get(asked)).await.0, status, "{asked}");
    }
    judge.ask("/healthz", service.get("/healthz")).await;
    let delete =
        |filter: &str| service.ask(Method::DELETE, "/v1/records").query(&[("filter", filter)]);
    assert_eq!(judge.ask("/v1/records", delete("")).await.0, 400);
    assert_eq!(judge.ask("/v1/records", delete("id:id-3")).await.1, json!({ "deleted": 1 }));
}

async fn send_otlp(judge: &mut Judge, service: &Service) {
    let log = json!({ "severityNumber": 9, "body": { "stringValue": "Task started" } });
    let body = |log: Value| json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": [log] }] }] });
    let send = |kind: &str, body: String| {
        service.ask(Method::POST, "/v1/logs").header("content-type", kind).body(body)
    };
    for (kind, body, status) in [
        (JSON, body(log).to_string(), 200),
        (JSON, body(json!(1)).to_string(), 200),
        (JSON, "[".to_owned(), 400),
        ("application/x-protobuf", String::new(), 200),
        ("application/x-protobuf", "x".to_owned(), 400),
        ("text/plain", String::new(), 415),
    ] {
        assert_eq!(judge.ask("/v1/logs", send(kind, body)).await.0, status);
    }
}

/// A store that gives a copy of itself, one that gives none, and a caller who may not have it.
async fn back_up(judge: &mut Judge, service: &Service) {
    let ask = |service: &Service| service.ask(Method::POST, "/v1/backup");
    assert_eq!(judge.ask("/v1/backup", ask(service)).await.0, 501);
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), Options::default()).unwrap();
    let service = Service::over(Arc::new(store), Settings::default()).await;
    assert_eq!(judge.ask("/v1/backup", ask(&service)).await.0, 200);
    let token = service.token("acme", Role::Admin, Some("acme"));
    assert_eq!(judge.ask("/v1/backup", ask(&service).bearer_auth(token)).await.0, 403);
}

/// What the service says to those whom it does not let in.
async fn turn_away(judge: &mut Judge, service: &Service) {
    let foreign = service.get("/v1/status").header("origin", "http://evil.example");
    assert_eq!(judge.ask("/v1/status", foreign).await.0, 403);
    let token = service.token("page", Role::Read, None);
    for (method, path, told) in operations(&judge.document.clone()) {
        let asked = path.replace("{seq}", "2").replace("{id}", "t1");
        let request = || service.ask(method.clone(), &asked).query(&[("columns", "level")]);
        if told["security"] != json!([]) {
            assert_eq!(judge.ask(&path, request()).await.0, 401, "{method} {path}");
            let scope = told["description"].as_str().unwrap();
            if !scope.contains("`read`") {
                let (status, _) = judge.ask(&path, request().bearer_auth(&token)).await;
                assert_eq!(status, 403, "{method} {path}");
            }
        }
    }
    let open = |body: Value| service.ask(Method::POST, "/v1/session").body(body.to_string());
    assert_eq!(judge.ask("/v1/session", open(json!({}))).await.0, 400);
    assert_eq!(judge.ask("/v1/session", open(json!({ "token": "no" }))).await.0, 401);
    assert_eq!(judge.ask("/v1/session", open(json!({ "token": token }))).await.0, 200);
    let cookie = open(json!({ "token": token })).send().await.unwrap();
    let cookie = cookie.headers()["set-cookie"].to_str().unwrap().to_owned();
    let end = service.ask(Method::DELETE, "/v1/session").header("cookie", cookie);
    assert_eq!(judge.ask("/v1/session", end).await.0, 403);
    let end = service.ask(Method::DELETE, "/v1/session").bearer_auth(&token);
    assert_eq!(judge.ask("/v1/session", end).await.0, 204);
}

/// Every documented operation is answered as the document says, when all goes well and when not.
#[tokio::test]
async fn answers_are_the_documented_ones() {
    let mut judge = Judge::new();
    let service = Service::open().await;
    answer_questions(&mut judge, &service).await;
    send_otlp(&mut judge, &service).await;
    back_up(&mut judge, &service).await;
    turn_away(&mut judge, &service).await;
    let full = Service::over(Arc::new(FullStore(Default::default())), Settings::default()).await;
    assert_eq!(judge.ask("/v1/records", full.post(JSON, record("a").to_string())).await.0, 507);
    for (method, path, told) in operations(&judge.document) {
        let seen = judge.seen.get(told["operationId"].as_str().unwrap());
        let done = told["responses"].as_object().unwrap().keys().next().unwrap();
        let done: u16 = done.parse().unwrap();
        assert!(seen.is_some_and(|seen| seen.contains(&done)), "{method} {path} was never {done}");
    }
}

/// Whoever asks too often is told so, as documented.
#[tokio::test]
async fn a_rate_is_documented() {
    let mut settings = Settings::default();
    settings.rates.read = Some("1/h".parse().unwrap());
    let service = Service::with(settings).await;
    let mut judge = Judge::new();
    assert_eq!(judge.ask("/v1/records", service.get("/v1/records")).await.0, 200);
    assert_eq!(judge.ask("/v1/records", service.get("/v1/records")).await.0, 429);
}

/// What a path can be asked for is what is documented of it, by the service's own word.
#[tokio::test]
async fn no_method_is_missing() {
    let (service, document) = (Service::open().await, document());
    for (path, told) in document["paths"].as_object().unwrap() {
        let asked = path.replace("{seq}", "1").replace("{id}", "t1");
        let answer = service.ask(Method::PATCH, &asked).send().await.unwrap();
        assert_eq!(answer.status(), 405, "{path}");
        assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
        let allowed = answer.headers()["allow"].to_str().unwrap().to_lowercase();
        // Whatever can be got, can be asked for its head.
        let allowed: BTreeSet<&str> =
            allowed.split(',').filter(|method| *method != "head").collect();
        let documented: BTreeSet<&str> =
            told.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(allowed, documented, "{path}");
    }
}

/// Addresses are routed in one place, which documents them; those of the page's files are not part of
/// the interface.
#[test]
fn no_address_is_routed_past_the_document() {
    let top = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut routing) = (vec![top.clone()], BTreeSet::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read_to_string(&path).unwrap().contains(".route(") {
                routing.insert(path.strip_prefix(&top).unwrap().to_owned());
            }
        }
    }
    assert_eq!(routing, ["page.rs", "routes.rs"].map(Into::into).into());
}

/// A record has the columns of the schema, each with its limit, and what the store adds.
#[test]
fn a_record_has_the_columns_of_the_schema() {
    let document = document();
    let [kept, sent] = ["Record", "NewRecord"].map(|name| &document["components"]["schemas"][name]);
    for Column { name, limit, .. } in COLUMNS {
        for schema in [kept, sent] {
            let property = &schema["properties"][name];
            assert!(property["description"].is_string(), "{name}");
            assert_eq!(property["maxLength"].as_u64(), limit.map(|limit| limit as u64), "{name}");
        }
    }
    assert_eq!(kept["properties"].as_object().unwrap().len(), COLUMNS.len() + 3);
    assert_eq!(sent["required"], json!(["level", "service", "environment", "message"]));
}

#[tokio::test]
async fn the_document_is_served_to_everybody() {
    let service = Service::open().await;
    service.token("any", Role::Read, None);
    let answer = service.get("/v1/openapi.json").send().await.unwrap();
    assert_eq!(answer.text().await.unwrap(), openapi());
}
