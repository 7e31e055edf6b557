//! Which format an input has, by its first unit that says so.

use serde_json::Value;

use crate::adopt::Fields;
use crate::format::Format;
use crate::{logfmt, otlp, wrangler};

/// The format of a unit; `None` where it is neither JSON objects nor logfmt.
pub(crate) fn format_of(unit: &[u8]) -> Option<Format> {
    let first = serde_json::Deserializer::from_slice(unit).into_iter::<Value>().next();
    match first {
        Some(Ok(Value::Object(fields))) => Some(of_object(&fields)),
        _ => logfmt::is_likely(str::from_utf8(unit).ok()?).then_some(Format::Logfmt),
    }
}

fn of_object(fields: &Fields) -> Format {
    if otlp::is_request(fields) {
        Format::Otlp
    } else if wrangler::is_event(fields) {
        Format::Wrangler
    } else if fields.get("level").is_some_and(Value::is_number) {
        Format::Pino
    } else {
        Format::Ndjson
    }
}
