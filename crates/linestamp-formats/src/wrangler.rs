//! The events of `wrangler tail --format json`.
//!
//! Input: an event, as the tail's WebSocket sends it and wrangler prints it
//! (`packages/wrangler/src/tail/createTail.ts` in cloudflare/workers-sdk has the type). Output: a
//! record for each of its logs and exceptions, and one for the invocation itself, which has all the
//! rest. The rules:
//!
//! | of the event | becomes |
//! |---|---|
//! | `scriptName` | the service of all its records |
//! | `scriptVersion.id`, `durableObjectId` | their version and instance |
//! | the header `cf-ray` | their request |
//! | `outcome` | metadata of all; the invocation's level: error, or info for `ok` and `canceled` |
//! | a log | its level and time; what was logged, joined by spaces as a console does, is the message |
//! | a log of one object, or of one text that is a JSON object | a record with those keys |
//! | an exception | level error, event type `exception`, message `name: message`; whole in the metadata |
//! | `eventTimestamp` | the invocation's timestamp |
//! | everything else | the invocation's metadata |

use linestamp_schema::Level;
use serde_json::{Map, Value, json};

use crate::adopt::{Fields, keep, lacks, set_level};
use crate::level::foreign;
use crate::ndjson;

/// Whether an object is such an event.
pub(crate) fn is_event(fields: &Fields) -> bool {
    fields.contains_key("outcome")
        && ["logs", "exceptions", "eventTimestamp"].iter().any(|key| fields.contains_key(*key))
}

/// The records of an event.
pub(crate) fn records(mut event: Fields) -> Result<Vec<Fields>, String> {
    if !is_event(&event) {
        return Err("is no event of `wrangler tail`: it has no outcome, logs and exceptions".into());
    }
    let shared = Shared::of(&event);
    let (logs, odd_logs) = list(&mut event, "logs");
    let (exceptions, odd_exceptions) = list(&mut event, "exceptions");
    let mut records: Vec<Fields> = Vec::with_capacity(logs.len() + exceptions.len() + 1);
    records.extend(logs.into_iter().map(log));
    records.extend(exceptions.into_iter().map(exception));
    let mut invocation = invocation(event);
    for (key, odd) in [("logs", odd_logs), ("exceptions", odd_exceptions)] {
        if !odd.is_empty() {
            keep(&mut invocation, key, Value::Array(odd));
        }
    }
    records.push(invocation);
    records.iter_mut().for_each(|record| shared.give(record));
    Ok(records)
}

/// The objects of a list, and what else is in it.
fn list(event: &mut Fields, key: &str) -> (Vec<Fields>, Vec<Value>) {
    let (mut objects, mut others) = (Vec::new(), Vec::new());
    match event.remove(key) {
        Some(Value::Array(items)) => items.into_iter().for_each(|item| match item {
            Value::Object(object) => objects.push(object),
            other => others.push(other),
        }),
        None | Some(Value::Null) => {}
        Some(other) => others.push(other),
    }
    (objects, others)
}

/// What all records of an event say.
struct Shared {
    columns: Vec<(&'static str, Value)>,
    outcome: Option<Value>,
}

impl Shared {
    fn of(event: &Fields) -> Shared {
        let ray = event.get("event").and_then(|event| event.pointer("/request/headers/cf-ray"));
        let version = event.get("scriptVersion").and_then(|version| version.get("id"));
        let columns = [
            ("service", event.get("scriptName")),
            ("version", version),
            ("instance_id", event.get("durableObjectId")),
            ("request_id", ray),
        ];
        let is_text = |value: &&Value| value.as_str().is_some_and(|text| !text.is_empty());
        let columns = columns.into_iter().filter_map(|(column, value)| {
            value.filter(is_text).map(|value| (column, value.clone()))
        });
        Shared { columns: columns.collect(), outcome: event.get("outcome").cloned() }
    }

    fn give(&self, record: &mut Fields) {
        for (column, value) in &self.columns {
            if lacks(record, column) {
                record.insert((*column).to_owned(), value.clone());
            }
        }
        if let Some(outcome) = &self.outcome {
            keep(record, "outcome", outcome.clone());
        }
    }
}

fn log(mut log: Fields) -> Fields {
    let said = log.remove("message");
    let (level, time) = (log.remove("level"), log.remove("timestamp"));
    let structured = match &said {
        Some(Value::Array(items)) if items.len() == 1 => object(&items[0]),
        Some(other) => object(other),
        None => None,
    };
    let mut record = structured.unwrap_or_default();
    ndjson::read(&mut record);
    if lacks(&record, "message") {
        record.insert("message".to_owned(), console(said.as_ref()).into());
    }
    if let Some(level) = level {
        set_or_keep_level(&mut record, level);
    }
    match time {
        Some(time) if lacks(&record, "timestamp") => {
            record.insert("timestamp".to_owned(), time);
        }
        Some(time) => keep(&mut record, "timestamp", time),
        None => {}
    }
    for (key, value) in log {
        keep(&mut record, &key, value);
    }
    record
}

/// The console's level, for a record that names none; otherwise it is kept where it differs. One
/// that a console does not have is kept too: its record is one for reading, not for losing.
fn set_or_keep_level(record: &mut Fields, console: Value) {
    let meant = match console.as_str().and_then(Level::of) {
        Some(level) => Some(level),
        None => foreign(&console),
    };
    if !lacks(record, "level") {
        let own = record.get("level").and_then(Value::as_str).and_then(Level::of);
        if own.is_none() || own != meant {
            keep(record, "level", console);
        }
        return;
    }
    let level = meant.unwrap_or(Level::Info);
    if console == level.as_str() {
        record.insert("level".to_owned(), console);
    } else {
        set_level(record, level, console);
    }
}

/// An object, or a text that is the JSON of one.
fn object(said: &Value) -> Option<Fields> {
    match said {
        Value::Object(object) => Some(object.clone()),
        Value::String(text) if text.trim_start().starts_with('{') => {
            serde_json::from_str(text).ok()
        }
        _ => None,
    }
}

/// What a console would print.
fn console(said: Option<&Value>) -> String {
    let one = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match said {
        None => String::new(),
        Some(Value::Array(items)) => items.iter().map(one).collect::<Vec<_>>().join(" "),
        Some(other) => one(other),
    }
}

fn exception(exception: Fields) -> Fields {
    let name = exception.get("name").map_or_else(|| "Error".to_owned(), |name| console(Some(name)));
    let message = match exception.get("message") {
        None | Some(Value::Null) => name,
        Some(message) => format!("{name}: {}", console(Some(message))),
    };
    let mut record = started("exception", Level::Error, message);
    if let Some(time) = exception.get("timestamp").filter(|time| !time.is_null()) {
        record.insert("timestamp".to_owned(), time.clone());
    }
    keep(&mut record, "exception", Value::Object(exception));
    record
}

/// What the event says of itself.
fn invocation(mut event: Fields) -> Fields {
    let outcome = event.remove("outcome").unwrap_or_default();
    let good = matches!(outcome.as_str(), Some("ok" | "canceled"));
    let cause = event.get("event").filter(|event| event.is_object());
    let level = match cause.and_then(|cause| cause.get("type")).and_then(Value::as_str) {
        // wrangler's own word that it shows a sample only.
        Some("overload") => Level::Warn,
        _ if good || outcome.is_null() => Level::Info,
        _ => Level::Error,
    };
    let message =
        format!("{}: {}", cause.map_or("invocation".into(), what), console(Some(&outcome)));
    let mut record = started("invocation", level, message);
    if let Some(time) = event.remove("eventTimestamp").filter(|time| !time.is_null()) {
        record.insert("timestamp".to_owned(), time);
    }
    for (key, value) in event {
        keep(&mut record, &key, value);
    }
    record
}

/// What called the Worker, in a few words.
fn what(cause: &Value) -> String {
    let text = |path: &str| cause.pointer(path).and_then(Value::as_str);
    if let Some(url) = text("/request/url") {
        let method = text("/request/method").unwrap_or("GET");
        return match cause.pointer("/response/status") {
            Some(status) => format!("{method} {url} {status}"),
            None => format!("{method} {url}"),
        };
    }
    let named =
        [("/cron", "cron"), ("/queue", "queue"), ("/rpcMethod", "rpc"), ("/message", "tail")];
    let found = named.iter().find_map(|(path, word)| Some(format!("{word} {}", text(path)?)));
    found.unwrap_or_else(|| match cause {
        _ if cause.get("mailFrom").is_some() => "email".to_owned(),
        _ if cause.get("scheduledTime").is_some() => "alarm".to_owned(),
        _ if cause.get("consumedEvents").is_some() => "tail".to_owned(),
        _ => "invocation".to_owned(),
    })
}

fn started(event_type: &str, level: Level, message: String) -> Fields {
    let columns = json!({ "event_type": event_type, "level": level.as_str(), "message": message });
    match columns {
        Value::Object(columns) => columns,
        _ => Map::new(),
    }
}
