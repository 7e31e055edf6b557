//! The messages of a batch: each column in the place that the schema gives it.

use linestamp_schema::{COLUMNS, CallSite, CellRef, Column, LogRecord, OpenTelemetry};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value as Any;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord as Message, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message as _;
use serde_json::{Map, Value};

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
    let neighbours = records.chunk_by(have_one_resource);
    ExportLogsServiceRequest { resource_logs: neighbours.map(of_resource).collect() }
}

fn have_one_resource(one: &LogRecord, other: &LogRecord) -> bool {
    let is_said = |column: &&Column| matches!(column.open_telemetry, OpenTelemetry::Resource(_));
    COLUMNS.iter().filter(is_said).all(|column| one.get(column) == other.get(column))
}

fn of_resource(records: &[LogRecord]) -> ResourceLogs {
    let cells = records.first().into_iter().flat_map(LogRecord::cells);
    let attribute = |(column, cell): (&Column, Option<CellRef<'_>>)| match column.open_telemetry {
        OpenTelemetry::Resource(name) => Some(pair(name, of_cell(cell?))),
        _ => None,
    };
    let resource =
        Resource { attributes: cells.filter_map(attribute).collect(), ..Resource::default() };
    let scope = InstrumentationScope {
        name: env!("CARGO_PKG_NAME").to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..InstrumentationScope::default()
    };
    let log_records = records.iter().map(message).collect();
    ResourceLogs {
        resource: Some(resource),
        scope_logs: vec![ScopeLogs { scope: Some(scope), log_records, ..ScopeLogs::default() }],
        ..ResourceLogs::default()
    }
}

/// What a record says, but for its resource.
fn message(record: &LogRecord) -> Message {
    let attributes = Vec::with_capacity(COLUMNS.len() + record.metadata.len());
    let mut message = Message { attributes, ..Message::default() };
    for (column, cell) in record.cells() {
        let Some(cell) = cell else { continue };
        match (column.open_telemetry, cell) {
            (OpenTelemetry::Resource(_), _) => {}
            (OpenTelemetry::Attribute(name), cell) => {
                message.attributes.push(pair(name, of_cell(cell)));
            }
            (OpenTelemetry::Field(name), cell) => field(&mut message, name, record, cell),
            (OpenTelemetry::CallSite, CellRef::Text(text)) => call_site(&mut message, text),
            (OpenTelemetry::Each, CellRef::Json(map)) => each(&mut message, map),
            // The one is a text, the other an object.
            (OpenTelemetry::CallSite | OpenTelemetry::Each, _) => {}
        }
    }
    message
}

fn field(message: &mut Message, name: &str, record: &LogRecord, cell: CellRef<'_>) {
    match (name, cell) {
        ("timeUnixNano", CellRef::Timestamp(time)) => {
            message.time_unix_nano = time.millis().unsigned_abs() * 1_000_000;
            // No collector is in between that saw it later.
            message.observed_time_unix_nano = message.time_unix_nano;
        }
        ("severityNumber", CellRef::Text(word)) => {
            message.severity_number = i32::from(record.level.severity_number());
            message.severity_text = word.to_owned();
        }
        ("eventName", CellRef::Text(event)) => message.event_name = event.to_owned(),
        ("traceId", CellRef::Text(id)) => match trace_id(id) {
            Some(bytes) => message.trace_id = bytes,
            None => message.attributes.push(pair("linestamp.trace.id", text(id))),
        },
        // The body.
        _ => message.body = Some(of_cell(cell)),
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

fn call_site(message: &mut Message, location: &str) {
    let Ok(site) = location.parse::<CallSite>() else {
        message.attributes.push(pair("linestamp.source.location", text(location)));
        return;
    };
    message.attributes.push(pair("code.file.path", text(site.file())));
    message.attributes.push(pair("code.line.number", integer(site.line().get().into())));
    if let Some(column) = site.column() {
        message.attributes.push(pair("code.column.number", integer(column.get().into())));
    }
}

/// Each key as it is, but for those that a column has taken: keys have to be unique.
fn each(message: &mut Message, map: &Map<String, Value>) {
    let columns = message.attributes.len();
    for (key, value) in map {
        let is_taken = message.attributes[..columns].iter().any(|pair| pair.key == *key);
        let mut name = key.clone();
        while is_taken && map.contains_key(&name) {
            name = format!("linestamp.metadata.{name}");
        }
        message.attributes.push(pair(name, any(value)));
    }
}

fn pair(key: impl Into<String>, value: AnyValue) -> KeyValue {
    KeyValue { key: key.into(), value: Some(value), ..KeyValue::default() }
}

fn text(text: &str) -> AnyValue {
    AnyValue { value: Some(Any::StringValue(text.to_owned())) }
}

fn integer(integer: i64) -> AnyValue {
    AnyValue { value: Some(Any::IntValue(integer)) }
}

fn of_cell(cell: CellRef<'_>) -> AnyValue {
    match cell {
        CellRef::Text(value) => text(value),
        CellRef::Timestamp(time) => integer(time.millis()),
        CellRef::Json(map) => object(map),
    }
}

fn object(map: &Map<String, Value>) -> AnyValue {
    let values = map.iter().map(|(key, value)| pair(key, any(value))).collect();
    AnyValue { value: Some(Any::KvlistValue(KeyValueList { values })) }
}

fn any(value: &Value) -> AnyValue {
    let value = match value {
        Value::Null => None,
        Value::Bool(is) => Some(Any::BoolValue(*is)),
        Value::Number(number) => Some(match (number.as_i64(), number.is_f64()) {
            (Some(integer), _) => Any::IntValue(integer),
            (None, true) => Any::DoubleValue(number.as_f64().unwrap_or_default()),
            (None, false) => Any::StringValue(number.to_string()),
        }),
        Value::String(value) => return text(value),
        Value::Array(items) => {
            Some(Any::ArrayValue(ArrayValue { values: items.iter().map(any).collect() }))
        }
        Value::Object(map) => return object(map),
    };
    AnyValue { value }
}
