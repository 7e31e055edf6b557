//! `POST /v1/logs`, with OpenTelemetry's own exporter among others.

use std::sync::Arc;

use linestamp_filter::Filter;
use linestamp_server::Settings;
use linestamp_store::{MemoryStore, Order, Query, Store as _};
use opentelemetry::logs::{AnyValue, LogRecord as _, Logger as _, LoggerProvider as _, Severity};
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig as _};
use opentelemetry_sdk::logs::SdkLoggerProvider;
use reqwest::Method;
use serde_json::json;

use crate::support::{Service, told};

#[tokio::test(flavor = "multi_thread")]
async fn the_official_exporter_is_understood() {
    let store = Arc::new(MemoryStore::new());
    let service = Service::over(store.clone(), Settings::default()).await;
    let address = format!("{}/v1/logs", service.address);
    tokio::task::spawn_blocking(move || {
        let exporter = LogExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(address)
            .build()
            .unwrap();
        let provider = SdkLoggerProvider::builder().with_batch_exporter(exporter).build();
        let logger = provider.logger("jobs");
        let mut record = logger.create_log_record();
        record.set_severity_number(Severity::Warn2);
        record.set_body(AnyValue::from("queue is long"));
        record.add_attribute("queue", 7_i64);
        logger.emit(record);
        provider.shutdown().unwrap();
    })
    .await
    .unwrap();
    let query = Query { filter: Filter::All, order: Order::default(), after: None, limit: 10 };
    let page = store.records(query).await.unwrap();
    let record = &page.records.first().expect("one was exported").record;
    assert_eq!((record.message.as_str(), record.level.as_str()), ("queue is long", "warn"));
    assert_eq!(record.metadata["queue"], 7);
    // What the SDK says of a program that gives itself no name.
    assert!(record.service.starts_with("unknown_service"), "{}", record.service);
}

#[tokio::test]
async fn json_is_answered_in_json() {
    let service = Service::open().await;
    let log = |body: &str| json!({ "body": { "stringValue": body } });
    let long = "x".repeat(2_000_000);
    let request = json!({ "resourceLogs": [{ "scopeLogs": [{ "logRecords": [
        log("good"), log(&long), 7,
    ] }] }] });
    let post = |kind: &str, body: Vec<u8>| {
        service.ask(Method::POST, "/v1/logs").header("content-type", kind).body(body)
    };
    let (status, answer) = told(post("application/json", request.to_string().into())).await;
    assert_eq!(status, 200);
    assert_eq!(answer["partialSuccess"]["rejectedLogRecords"], "2");
    assert!(answer["partialSuccess"]["errorMessage"].as_str().unwrap().contains("`message`"));
    assert_eq!(service.count().await, 1);
    for (kind, body, status) in [
        ("application/json", "7", 400),
        ("application/json", "{", 400),
        ("application/x-protobuf", "nothing", 400),
        ("text/plain", "{}", 415),
    ] {
        assert_eq!(told(post(kind, body.into())).await.0, status, "{kind}: {body}");
    }
    assert_eq!(told(post("application/x-protobuf", Vec::new())).await.0, 200);
}

/// A message in a field of another.
fn field(number: u8, message: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2];
    let mut length = message.len();
    while length > 0x7f {
        field.push((length & 0x7f) as u8 | 0x80);
        length >>= 7;
    }
    field.push(length as u8);
    field.extend_from_slice(message);
    field
}

#[tokio::test]
async fn parts_may_come_in_any_order_and_bad_bytes_are_refused() {
    let service = Service::open().await;
    let post = async |body: Vec<u8>| {
        let post = service.ask(Method::POST, "/v1/logs");
        told(post.header("content-type", "application/x-protobuf").body(body)).await.0
    };
    let attribute = |key: &str, value: &str| {
        let value = field(2, &field(1, value.as_bytes()));
        [field(1, key.as_bytes()), value].concat()
    };
    let log = field(5, &field(1, b"late resource"));
    let logs = field(2, &field(2, &log));
    // The resource behind its logs, and in two parts, which are one message.
    let resource = ["service.name", "host.name"]
        .map(|key| field(1, &field(1, &attribute(key, &format!("my {key}")))));
    // A field of a later version, and one of fixed length.
    let unknown = [field(9, b"what?"), vec![10 << 3 | 1, 1, 2, 3, 4, 5, 6, 7, 8]].concat();
    let request = field(1, &[unknown, logs, resource.concat()].concat());
    assert_eq!(post(request.clone()).await, 200);
    let (_, page) = told(service.get("/v1/records")).await;
    let record = &page["records"][0];
    assert_eq!(
        (&record["message"], &record["service"]),
        (&json!("late resource"), &json!("my service.name"))
    );
    assert_eq!(record["metadata"]["resource"]["host.name"], "my host.name");
    for end in 1..request.len() {
        assert_eq!(post(request[..end].to_vec()).await, 400, "cut at {end}");
    }
    // Deeper than anything reads it.
    let deep = (0..200).fold(Vec::new(), |inner, _| field(5, &field(1, &inner)));
    assert_eq!(post(field(1, &field(2, &field(2, &field(5, &deep))))).await, 400);
    assert_eq!(service.count().await, 1);
}

#[tokio::test]
async fn one_record_that_cannot_be_read_costs_no_other() {
    let service = Service::open().await;
    let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
    let good = r#"{"body":{"stringValue":"good"}}"#;
    let body = format!(
        r#"{{"resourceLogs":[{{"scopeLogs":[{{"logRecords":[{good},{{"body":{deep}}},{good}]}}]}}]}}"#
    );
    let post = service.ask(Method::POST, "/v1/logs").header("content-type", "application/json");
    let (status, answer) = told(post.body(body)).await;
    assert_eq!((status, &answer["partialSuccess"]["rejectedLogRecords"]), (200, &json!("1")));
    assert_eq!(service.count().await, 2);
}

/// Protocol buffers leave out what is empty; so does their JSON.
#[tokio::test]
async fn a_request_may_have_nothing() {
    let service = Service::open().await;
    for (kind, body) in [("application/json", "{}"), ("application/x-protobuf", "")] {
        let request = service.ask(Method::POST, "/v1/logs").header("content-type", kind);
        assert_eq!(told(request.body(body)).await.0, 200, "{kind}");
    }
}
