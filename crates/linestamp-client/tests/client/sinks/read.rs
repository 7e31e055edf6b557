//! Reads the records back out of each protocol's form: strictly, by its documentation, so that a
//! field in the wrong place fails.

use axum::http::HeaderMap;
use linestamp_client::LogRecord;
use linestamp_schema::{Dialect, Key};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::logs::v1::LogRecord as LogMessage;
use prost::Message as _;
use serde_json::{Map, Value, json};

fn lines(body: &[u8]) -> Vec<Value> {
    assert!(body.ends_with(b"\n"), "the last line has to end");
    parts(body)
}

fn parts(body: &[u8]) -> Vec<Value> {
    let lines = body.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
}

fn record(value: Value) -> LogRecord {
    serde_json::from_value(value).unwrap()
}

fn content_type(headers: &HeaderMap) -> &str {
    headers["content-type"].to_str().unwrap()
}

/// NDJSON as it is.
pub(super) fn ndjson(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    lines(body).into_iter().map(record).collect()
}

/// NDJSON with the time under another name beside. The vendor's own SDK does not end the last line.
pub(super) fn axiom(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    parts(body).into_iter().map(|line| timed(line, "_time")).collect()
}

/// An array with the time under another name beside. The vendor's own SDK writes it in MessagePack.
pub(super) fn better_stack(headers: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let items: Vec<Value> = match content_type(headers) {
        "application/json" => serde_json::from_slice(body).unwrap(),
        "application/msgpack" => message_pack(body),
        other => panic!("unknown type {other}"),
    };
    items.into_iter().map(|item| timed(item, "dt")).collect()
}

/// One value, with nothing behind it.
fn message_pack(body: &[u8]) -> Vec<Value> {
    let mut rest = body;
    let items = rmp_serde::from_read(&mut rest).unwrap();
    assert!(rest.is_empty(), "{rest:?}");
    items
}

fn timed(mut line: Value, name: &str) -> LogRecord {
    let time = line.as_object_mut().unwrap().remove(name).unwrap();
    let record = record(line);
    assert_eq!(time, record.timestamp.to_string());
    record
}

/// Rows, with the metadata as text.
pub(super) fn clickhouse(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let of = |mut row: Value| {
        if let Some(text) = row.get("metadata").map(|text| text.as_str().unwrap().to_owned()) {
            row["metadata"] = serde_json::from_str(&text).unwrap();
        }
        record(row)
    };
    lines(body).into_iter().map(of).collect()
}

/// An action and a document each. The vendor's own SDK has a media type for its version.
pub(super) fn bulk(headers: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let kinds =
        ["application/x-ndjson", "application/vnd.elasticsearch+x-ndjson; compatible-with=9"];
    assert!(kinds.contains(&content_type(headers)), "{headers:?}");
    let lines = lines(body);
    let of = |pair: &[Value]| {
        let record = record(pair[1].clone());
        assert_eq!(pair[0], json!({ "create": { "_id": record.id } }));
        record
    };
    lines.chunks(2).map(of).collect()
}

/// The lines of all streams, in the order of time.
pub(super) fn loki(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let push: Value = serde_json::from_slice(body).unwrap();
    let mut records = Vec::new();
    for stream in push["streams"].as_array().unwrap() {
        for value in stream["values"].as_array().unwrap() {
            let record: LogRecord = serde_json::from_str(value[1].as_str().unwrap()).unwrap();
            let nanos: i64 = value[0].as_str().unwrap().parse().unwrap();
            assert_eq!(nanos, record.timestamp.millis() * 1_000_000);
            let labels = json!({
                "service_name": record.service, "environment": record.environment.as_str(),
                "level": record.level.as_str(),
            });
            assert_eq!(stream["stream"], labels);
            records.push(record);
        }
    }
    records.sort_by_key(|record| record.timestamp);
    records
}

/// Items with Datadog's own attributes beside.
pub(super) fn datadog(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let items: Vec<Map<String, Value>> = serde_json::from_slice(body).unwrap();
    let of = |mut item: Map<String, Value>| {
        let own = ["status", "ddsource", "ddtags", "hostname"].map(|name| item.remove(name));
        let record = record(Value::Object(item));
        let version = record.version.as_ref().map(|version| format!(",version:{version}"));
        let tags = format!("env:{}{}", record.environment.as_str(), version.unwrap_or_default());
        let level = record.level.as_str();
        let hostname = record.instance_id.clone().map(Value::from);
        assert_eq!(
            own,
            [Some(level.into()), Some("linestamp".into()), Some(tags.into()), hostname]
        );
        record
    };
    items.into_iter().map(of).collect()
}

/// Events; the question for an acknowledgement has none. The vendor's own SDK writes the time as text.
pub(super) fn splunk(_: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let events = serde_json::Deserializer::from_slice(body).into_iter::<Value>();
    let events = events.map(Result::unwrap).filter(|event| event.get("acks").is_none());
    let of = |mut event: Value| {
        let record = record(event["event"].take());
        let time = &event["time"];
        let seconds = time.as_f64().or_else(|| time.as_str()?.parse().ok()).unwrap();
        let millis = seconds * 1000.0;
        assert_eq!(millis.round() as i64, record.timestamp.millis());
        assert_eq!(event["source"], record.service);
        assert_eq!(event["sourcetype"], "linestamp");
        record
    };
    events.map(of).collect()
}

/// OTLP in either encoding, taken apart by what `linestamp schema opentelemetry` says.
pub(super) fn otlp(headers: &HeaderMap, body: &[u8]) -> Vec<LogRecord> {
    let request = match content_type(headers) {
        "application/x-protobuf" => ExportLogsServiceRequest::decode(body).unwrap(),
        "application/json" => serde_json::from_slice(body).unwrap(),
        other => panic!("unknown type {other}"),
    };
    otlp_request(request)
}

/// The records of one request of OTLP.
pub(super) fn otlp_request(request: ExportLogsServiceRequest) -> Vec<LogRecord> {
    let mapping: Value = serde_json::from_str(&Dialect::OpenTelemetry.render(Key::Id)).unwrap();
    let mut records = Vec::new();
    for of_resource in request.resource_logs {
        let resource = attributes(of_resource.resource.unwrap().attributes);
        for message in of_resource.scope_logs.into_iter().flat_map(|scope| scope.log_records) {
            records.push(otlp_record(&mapping["columns"], resource.clone(), message));
        }
    }
    records
}

fn otlp_record(
    columns: &Value,
    mut resource: Map<String, Value>,
    message: LogMessage,
) -> LogRecord {
    let mut own = attributes(message.attributes.clone());
    let mut wire = Map::new();
    for (column, place) in columns.as_object().unwrap() {
        let mut attribute = |name: &Value| own.remove(name.as_str().unwrap());
        let otherwise = &place["else"]["attribute"];
        let value = if let Some(name) = place.get("resource") {
            resource.remove(name.as_str().unwrap())
        } else if let Some(name) = place.get("attribute") {
            attribute(name)
        } else if let Some(field) = place.get("field") {
            otlp_field(field.as_str().unwrap(), place, &message)
                .or_else(|| otherwise.as_str().and_then(|_| attribute(otherwise)))
        } else if place["attributes"].is_object() {
            let [file, line, column] =
                ["file", "line", "column"].map(|part| attribute(&place["attributes"][part]));
            let text = |value: &Value| value.to_string().trim_matches('"').to_owned();
            let parts = [file, line, column].iter().flatten().map(text).collect::<Vec<_>>();
            if parts.is_empty() { attribute(otherwise) } else { Some(parts.join(":").into()) }
        } else {
            continue;
        };
        wire.extend(value.map(|value| (column.clone(), value)));
    }
    assert!(resource.is_empty(), "{resource:?}");
    let own = own.into_iter();
    let rest = own.map(|(key, value)| (key.replace("linestamp.metadata.", ""), value));
    wire.insert("metadata".to_owned(), Value::Object(rest.collect()));
    record(Value::Object(wire))
}

fn otlp_field(name: &str, place: &Value, message: &LogMessage) -> Option<Value> {
    match name {
        "timeUnixNano" => Some((message.time_unix_nano / place["factor"].as_u64()?).into()),
        "severityNumber" => {
            assert_eq!(place["values"][&message.severity_text], message.severity_number);
            Some(message.severity_text.clone().into())
        }
        "traceId" if message.trace_id.is_empty() => None,
        "traceId" => {
            let digits = message.trace_id.iter().map(|byte| format!("{byte:02x}"));
            Some(digits.collect::<String>().into())
        }
        "eventName" if message.event_name.is_empty() => None,
        "eventName" => Some(message.event_name.clone().into()),
        "body" => Some(any(message.body.clone())),
        other => panic!("unknown field {other}"),
    }
}

fn attributes(pairs: Vec<KeyValue>) -> Map<String, Value> {
    let count = pairs.len();
    let map: Map<_, _> = pairs.into_iter().map(|pair| (pair.key, any(pair.value))).collect();
    assert_eq!(map.len(), count, "keys have to be unique: {map:?}");
    map
}

fn any(value: Option<AnyValue>) -> Value {
    match value.and_then(|value| value.value) {
        None => Value::Null,
        Some(Any::StringValue(text)) => {
            // Beyond 64 signed bits an integer is text.
            let large = text.parse::<u64>().ok().filter(|number| i64::try_from(*number).is_err());
            large.map_or(Value::String(text), Value::from)
        }
        Some(Any::BoolValue(is)) => is.into(),
        Some(Any::IntValue(number)) => number.into(),
        Some(Any::DoubleValue(number)) => number.into(),
        Some(Any::ArrayValue(list)) => {
            list.values.into_iter().map(|value| any(Some(value))).collect()
        }
        Some(Any::KvlistValue(list)) => Value::Object(attributes(list.values)),
        Some(other) => panic!("unknown value {other:?}"),
    }
}
