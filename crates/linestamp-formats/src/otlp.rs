//! OTLP's JSON: `{"resourceLogs":[{"resource":…,"scopeLogs":[{"scope":…,"logRecords":[…]}]}]}`.
//!
//! Input: such an object. Output: a record for each log record in it, by the places that the columns
//! have in OpenTelemetry's data model ([`linestamp_schema::OpenTelemetry`]). The rules:
//!
//! - Fields, attributes of the record and of the resource that are a column's place become that
//!   column; the call site is put together from `code.file.path`, `code.line.number` and
//!   `code.column.number`.
//! - All other attributes of the record are metadata under their own keys; those of the resource
//!   lie under `resource`, the scope under `scope`, other fields under their names.
//! - A severity number that is no level's own, and a severity text that says something else, are
//!   kept. A record without time has its observed time.

use linestamp_schema::{COLUMNS, CallSite, Level, OpenTelemetry};
use serde_json::{Map, Value, json};

use crate::adopt::{Fields, Kept, keep, lacks};
use crate::{level, time};

const FILE: &str = "code.file.path";
const LINE: &str = "code.line.number";
const COLUMN: &str = "code.column.number";

/// Attributes that stand in for a column whose own place cannot hold the value, and one of earlier
/// conventions.
const STAND_INS: [(&str, &str); 3] = [
    ("trace_id", "linestamp.trace.id"),
    ("source_location", "linestamp.source.location"),
    ("environment", "deployment.environment"),
];

/// Whether an object is such a request.
pub(crate) fn is_request(fields: &Fields) -> bool {
    fields.contains_key("resourceLogs")
}

/// What is said of an OTLP resource; for those who have a request in parts.
///
/// ```
/// use linestamp_formats::OtlpResource;
/// use serde_json::json;
///
/// let resource = json!({ "attributes": [{ "key": "service.name", "value": { "stringValue": "api" } }] });
/// let resource = OtlpResource::new(Some(&resource));
/// let log = json!({ "body": { "stringValue": "it broke" }, "severityNumber": 17 });
/// let record = resource.scope(None).record(log.as_object().unwrap().clone());
/// assert_eq!((&record["service"], &record["level"]), (&json!("api"), &json!("error")));
/// ```
#[derive(Debug, Clone)]
pub struct OtlpResource(Fields);

impl OtlpResource {
    /// Of OTLP's JSON for it.
    #[must_use]
    pub fn new(resource: Option<&Value>) -> OtlpResource {
        OtlpResource(attributes(resource))
    }

    /// One of its scopes, of OTLP's JSON for it.
    #[must_use]
    pub fn scope(&self, scope: Option<&Value>) -> OtlpScope<'_> {
        OtlpScope { resource: &self.0, about: about(scope) }
    }
}

/// What the log records of a scope have in common.
#[derive(Debug, Clone)]
pub struct OtlpScope<'a> {
    resource: &'a Fields,
    about: Option<Value>,
}

impl OtlpScope<'_> {
    /// One of its log records, of OTLP's JSON for it, as an intake takes it.
    #[must_use]
    pub fn record(&self, log: Map<String, Value>) -> Map<String, Value> {
        one(log, self.resource, self.about.as_ref())
    }
}

/// The records of a request.
pub(crate) fn records(mut request: Fields) -> Result<Vec<Result<Fields, String>>, String> {
    let Some(Value::Array(resources)) = request.remove("resourceLogs") else {
        return Err("is no OTLP logs request: it has no list of resourceLogs".to_owned());
    };
    let mut records = Vec::new();
    for resource in resources {
        let Value::Object(mut logs) = resource else {
            return Err("has an element of resourceLogs that is no object".to_owned());
        };
        let resource = OtlpResource::new(logs.remove("resource").as_ref());
        let Some(Value::Array(scopes)) = logs.remove("scopeLogs") else {
            continue;
        };
        for scope in scopes {
            let Value::Object(mut scope) = scope else {
                return Err("has an element of scopeLogs that is no object".to_owned());
            };
            let Some(Value::Array(found)) = scope.remove("logRecords") else { continue };
            let scope = resource.scope(scope.get("scope"));
            records.extend(found.into_iter().map(|record| match record {
                Value::Object(record) => Ok(scope.record(record)),
                _ => Err("is an element of logRecords that is no object".to_owned()),
            }));
        }
    }
    Ok(records)
}

/// What is said of the scope.
fn about(scope: Option<&Value>) -> Option<Value> {
    let mut about = scope?.as_object()?.clone();
    if about.contains_key("attributes") {
        about.insert("attributes".to_owned(), Value::Object(attributes(scope)));
    }
    (!about.is_empty()).then_some(Value::Object(about))
}

/// The attributes of a record, resource or scope, by their keys.
fn attributes(of: Option<&Value>) -> Fields {
    let list = of.and_then(|of| of.get("attributes")).and_then(Value::as_array);
    let mut attributes = Kept::default();
    for pair in list.into_iter().flatten() {
        let key = pair.get("key").and_then(Value::as_str).unwrap_or_default();
        attributes.keep(key, plain(pair.get("value")));
    }
    attributes.fields()
}

/// A value without the wrapping that says its type.
fn plain(value: Option<&Value>) -> Value {
    let Some((kind, inner)) = value.and_then(Value::as_object).and_then(|any| any.iter().next())
    else {
        return value.cloned().unwrap_or_default();
    };
    match kind.as_str() {
        // 64 bits are a text in JSON.
        "intValue" => match inner.as_str().map(str::parse::<i64>) {
            Some(Ok(number)) => number.into(),
            _ => inner.clone(),
        },
        "arrayValue" => {
            let items = inner.get("values").and_then(Value::as_array);
            items.into_iter().flatten().map(|item| plain(Some(item))).collect()
        }
        "kvlistValue" => {
            let list = json!({ "attributes": inner.get("values") });
            Value::Object(attributes(Some(&list)))
        }
        _ => inner.clone(),
    }
}

fn one(mut log: Fields, resource: &Fields, scope: Option<&Value>) -> Fields {
    let mut attributes = attributes(Some(&json!({ "attributes": log.remove("attributes") })));
    let mut resource = resource.clone();
    let mut record = Fields::new();
    for column in COLUMNS {
        let value = match column.open_telemetry {
            OpenTelemetry::Field("severityNumber") => {
                severity(&mut log, &mut record);
                None
            }
            OpenTelemetry::Field("timeUnixNano") => timestamp(&mut log, &mut record),
            OpenTelemetry::Field("body") => body(&mut log, &mut record),
            OpenTelemetry::Field(name) => log.remove(name).filter(|value| *value != ""),
            OpenTelemetry::Attribute(name) => attributes.remove(name),
            OpenTelemetry::Resource(name) => {
                resource.remove(name).or_else(|| attributes.remove(name))
            }
            OpenTelemetry::CallSite => call_site(&mut attributes),
            OpenTelemetry::Each => None,
        };
        if let Some(value) = value {
            record.insert(column.name.to_owned(), value);
        }
    }
    for (column, name) in STAND_INS {
        if lacks(&record, column) {
            let value = attributes.remove(name).or_else(|| resource.remove(name));
            record.extend(value.map(|value| (column.to_owned(), value)));
        }
    }
    let rest =
        [("resource", Value::Object(resource)), ("scope", scope.cloned().unwrap_or_default())];
    let is_something = |value: &Value| !value.is_null() && *value != json!({});
    for (key, value) in attributes.into_iter().chain(log) {
        keep(&mut record, &key, value);
    }
    for (key, value) in rest.into_iter().filter(|(_, value)| is_something(value)) {
        keep(&mut record, key, value);
    }
    record
}

/// The level by the number, else by the text.
fn severity(log: &mut Fields, record: &mut Fields) {
    let number = log.remove("severityNumber").unwrap_or_default();
    let text = log.remove("severityText").unwrap_or_default();
    let known = number.as_u64().or_else(|| by_name(number.as_str()?));
    let level = known.and_then(level::of_severity).or_else(|| {
        let word = text.as_str()?;
        Level::of(word).or_else(|| level::foreign(&text))
    });
    if let Some(level) = level {
        record.insert("level".to_owned(), level.as_str().into());
    }
    let own = level.map(|level| u64::from(level.severity_number()));
    if number.is_number() && number.as_u64() != own || number.is_string() {
        keep(record, "severityNumber", number);
    }
    let says_the_same = |word: &str| level.is_some_and(|l| word.eq_ignore_ascii_case(l.as_str()));
    if text.as_str().is_some_and(|word| !word.is_empty() && !says_the_same(word)) {
        keep(record, "severityText", text);
    }
}

/// `SEVERITY_NUMBER_INFO2`: the names that protobuf's JSON may have in place of numbers.
fn by_name(name: &str) -> Option<u64> {
    let name = name.strip_prefix("SEVERITY_NUMBER_")?;
    let (word, more) = match name.char_indices().last()? {
        (at, digit @ '2'..='4') => (&name[..at], u64::from(digit as u32 - '1' as u32)),
        _ => (name, 0),
    };
    let words = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
    let at = words.iter().position(|known| *known == word)?;
    Some(at as u64 * 4 + 1 + more)
}

fn timestamp(log: &mut Fields, record: &mut Fields) -> Option<Value> {
    let written = log.remove("timeUnixNano");
    let observed = log.remove("observedTimeUnixNano");
    let millis = |value: Option<&Value>| value.and_then(time::of_nanos).filter(|time| *time > 0);
    let time = millis(written.as_ref()).or_else(|| millis(observed.as_ref()));
    for (key, value) in [("timeUnixNano", written), ("observedTimeUnixNano", observed)] {
        // Whole milliseconds are in the column; what is finer, or of another time, is kept.
        let exact = value.as_ref().and_then(time::of_nanos) == time && is_whole(value.as_ref());
        if let Some(value) = value.filter(|value| !value.is_null() && !exact) {
            keep(record, key, value);
        }
    }
    time.map(Value::from)
}

fn is_whole(nanos: Option<&Value>) -> bool {
    let text = nanos.map(|nanos| nanos.as_str().map_or_else(|| nanos.to_string(), str::to_owned));
    text.is_some_and(|text| text.ends_with("000000"))
}

fn body(log: &mut Fields, record: &mut Fields) -> Option<Value> {
    match plain(log.remove("body").as_ref()) {
        // The data model allows a record without one; its event says what happened.
        Value::Null => Some(record.get("event_type").cloned().unwrap_or_else(|| "".into())),
        text @ Value::String(_) => Some(text),
        other => {
            let message = other.to_string();
            keep(record, "body", other);
            Some(message.into())
        }
    }
}

fn call_site(attributes: &mut Fields) -> Option<Value> {
    let number = |key: &str| {
        let number = attributes.get(key)?.as_u64()?;
        std::num::NonZeroU32::new(u32::try_from(number).ok()?)
    };
    let file = attributes.get(FILE)?.as_str()?;
    let site = CallSite::new(file, number(LINE)?, number(COLUMN)).ok()?;
    [FILE, LINE].iter().for_each(|key| drop(attributes.remove(*key)));
    if site.column().is_some() {
        attributes.remove(COLUMN);
    }
    Some(site.to_string().into())
}
