//! The official messages, which have a form in JSON.

use linestamp_schema::LogRecord;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{
    AnyValue, ArrayValue, InstrumentationScope, KeyValue, KeyValueList,
};
use opentelemetry_proto::tonic::logs::v1::{LogRecord as Message, ResourceLogs, ScopeLogs};
use opentelemetry_proto::tonic::resource::v1::Resource;

use super::said::{Any, Attribute, Said, neighbours, resource};
use super::{SCOPE, SCOPE_VERSION};

/// The request for the records.
pub(super) fn request(records: &[LogRecord]) -> ExportLogsServiceRequest {
    ExportLogsServiceRequest { resource_logs: neighbours(records).map(of_resource).collect() }
}

fn of_resource(records: &[LogRecord]) -> ResourceLogs {
    let attributes = resource(records).map(pair).collect();
    let scope = InstrumentationScope {
        name: SCOPE.to_owned(),
        version: SCOPE_VERSION.to_owned(),
        ..InstrumentationScope::default()
    };
    let log_records = records.iter().map(message).collect();
    ResourceLogs {
        resource: Some(Resource { attributes, ..Resource::default() }),
        scope_logs: vec![ScopeLogs { scope: Some(scope), log_records, ..ScopeLogs::default() }],
        ..ResourceLogs::default()
    }
}

fn message(record: &LogRecord) -> Message {
    let mut said = Said::default();
    said.read(record);
    Message {
        time_unix_nano: said.time,
        observed_time_unix_nano: said.time,
        severity_number: said.severity_number.into(),
        severity_text: said.severity_text.to_owned(),
        body: said.body.map(any),
        attributes: said.attributes.into_iter().map(pair).collect(),
        trace_id: said.trace_id.map(Vec::from).unwrap_or_default(),
        event_name: said.event_name.to_owned(),
        ..Message::default()
    }
}

fn pair((key, value): Attribute<'_>) -> KeyValue {
    KeyValue { key: key.into_owned(), value: Some(any(value)), ..KeyValue::default() }
}

fn any(value: Any<'_>) -> AnyValue {
    let value = match value {
        Any::None => None,
        Any::Bool(is) => Some(Value::BoolValue(is)),
        Any::Integer(integer) => Some(Value::IntValue(integer)),
        Any::Double(double) => Some(Value::DoubleValue(double)),
        Any::Text(text) => Some(Value::StringValue(text.into_owned())),
        Any::Array(items) => {
            let values = items.iter().map(|item| any(item.into())).collect();
            Some(Value::ArrayValue(ArrayValue { values }))
        }
        Any::Object(map) => {
            let values = map.iter().map(|(key, value)| pair((key.into(), value.into()))).collect();
            Some(Value::KvlistValue(KeyValueList { values }))
        }
    };
    AnyValue { value }
}
