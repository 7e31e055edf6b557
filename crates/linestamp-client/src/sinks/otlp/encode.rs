//! The messages of a batch: each column in the place that the schema gives it.

use std::collections::HashSet;

use linestamp_schema::{CallSite, LogRecord, OpenTelemetry};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord as Message, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message as _;
use serde_json::Value;

use super::config::Encoding;
use crate::sinks::transport::Encoded;

/// Writes the request for the records.
pub(super) fn encode(records: &[LogRecord], encoding: Encoding) -> serde_json::Result<Encoded> {
    let request = request(records);
    let body = match encoding {
        Encoding::Protobuf => request.encode_to_vec(),
        Encoding::Json => serde_json::to_vec(&request)?,
    };
    // Only the whole has a limit.
    Ok(Encoded { body, largest: 0 })
}

/// Neighbours of one resource share it: that keeps the order.
fn request(records: &[LogRecord]) -> ExportLogsServiceRequest {
    let mut resource_logs: Vec<ResourceLogs> = Vec::new();
    for record in records {
        let (attributes, message) = message(record);
        let last = resource_logs.last_mut().and_then(|last| {
            let is_same = last.resource.as_ref().is_some_and(|is| is.attributes == attributes);
            if is_same { last.scope_logs.first_mut() } else { None }
        });
        match last {
            Some(scope) => scope.log_records.push(message),
            None => resource_logs.push(of_resource(attributes, message)),
        }
    }
    ExportLogsServiceRequest { resource_logs }
}

fn of_resource(attributes: Vec<KeyValue>, message: Message) -> ResourceLogs {
    let scope = InstrumentationScope {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    };
    let logs = ScopeLogs { scope: Some(scope), log_records: vec![message], ..ScopeLogs::default() };
    ResourceLogs {
        resource: Some(Resource { attributes, ..Resource::default() }),
        scope_logs: vec![logs],
        ..ResourceLogs::default()
    }
}

/// What a record says about its resource, and the rest.
fn message(record: &LogRecord) -> (Vec<KeyValue>, Message) {
    let (mut resource, mut message) = (Vec::new(), Message::default());
    for (column, value) in record.cells() {
        let Some(value) = value else { continue };
        match column.open_telemetry {
            OpenTelemetry::Resource(name) => resource.push(pair(name, value)),
            OpenTelemetry::Attribute(name) => message.attributes.push(pair(name, value)),
            OpenTelemetry::Field(name) => field(&mut message, name, record, value),
            OpenTelemetry::CallSite => call_site(&mut message, value),
            OpenTelemetry::Each => each(&mut message, value),
        }
    }
    (resource, message)
}

fn field(message: &mut Message, name: &str, record: &LogRecord, value: Value) {
    let text = || value.as_str().unwrap_or_default().to_owned();
    match name {
        "timeUnixNano" => {
            message.time_unix_nano = record.timestamp.millis().unsigned_abs() * 1_000_000;
            // No collector is in between that saw it later.
            message.observed_time_unix_nano = message.time_unix_nano;
        }
        "severityNumber" => {
            message.severity_number = i32::from(record.level.severity_number());
            message.severity_text = text();
        }
        "eventName" => message.event_name = text(),
        "traceId" => match trace_id(&text()) {
            Some(bytes) => message.trace_id = bytes,
            None => message.attributes.push(pair("linestamp.trace.id", value)),
        },
        // The body.
        _ => message.body = Some(any(value)),
    }
}

/// 32 hexadecimal digits, not all zero. In lower case only: bytes would forget the case.
fn trace_id(text: &str) -> Option<Vec<u8>> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    if text.len() != 32 || !text.bytes().all(is_hex) {
        return None;
    }
    let number = u128::from_str_radix(text, 16).ok().filter(|number| *number != 0)?;
    Some(number.to_be_bytes().to_vec())
}

fn call_site(message: &mut Message, value: Value) {
    let site = value.as_str().and_then(|text| text.parse::<CallSite>().ok());
    let Some(site) = site else {
        message.attributes.push(pair("linestamp.source.location", value));
        return;
    };
    message.attributes.push(pair("code.file.path", site.file().into()));
    message.attributes.push(pair("code.line.number", site.line().get().into()));
    if let Some(column) = site.column() {
        message.attributes.push(pair("code.column.number", column.get().into()));
    }
}

/// Each key as it is, but for those that a column has taken: keys have to be unique.
fn each(message: &mut Message, value: Value) {
    let Value::Object(map) = value else { return };
    let mut taken: HashSet<String> =
        message.attributes.iter().map(|pair| pair.key.clone()).collect();
    for (key, value) in map {
        let mut name = key;
        while !taken.insert(name.clone()) {
            name = format!("linestamp.metadata.{name}");
        }
        message.attributes.push(pair(&name, value));
    }
}

fn pair(key: &str, value: Value) -> KeyValue {
    KeyValue { key: key.to_owned(), value: Some(any(value)), ..KeyValue::default() }
}

fn any(value: Value) -> AnyValue {
    let value = match value {
        Value::Null => None,
        Value::Bool(is) => Some(Any::BoolValue(is)),
        Value::Number(number) => Some(match (number.as_i64(), number.is_f64()) {
            (Some(integer), _) => Any::IntValue(integer),
            (None, true) => Any::DoubleValue(number.as_f64().unwrap_or_default()),
            (None, false) => Any::StringValue(number.to_string()),
        }),
        Value::String(text) => Some(Any::StringValue(text)),
        Value::Array(items) => {
            let values = items.into_iter().map(any).collect();
            Some(Any::ArrayValue(ArrayValue { values }))
        }
        Value::Object(map) => {
            let values = map.into_iter().map(|(key, value)| pair(&key, value)).collect();
            Some(Any::KvlistValue(KeyValueList { values }))
        }
    };
    AnyValue { value }
}
