//! Brings one value into the form of its column.
//!
//! Input: a column and what was sent for it, never null. Output: the value as the column has it,
//! and the original where that is something else. The rules:
//!
//! | column | taken as it is | mapped | refused |
//! |---|---|---|---|
//! | text | a string | a number or boolean, to its JSON text | arrays, objects, too long, an empty id |
//! | level, environment | its words | other case, aliases | anything else |
//! | timestamp | an integer in the range | a fraction, cut; RFC 3339 | anything else |
//! | metadata | an object | any other value, under the key `metadata` | |

use serde_json::{Map, Value};

use crate::column::{Column, Kind};
use crate::environment::Environment;
use crate::level::Level;
use crate::refusal::{Refusal, Why};
use crate::timestamp::Timestamp;

/// A value in the form of its column.
pub(crate) struct Settled {
    pub(crate) value: Value,
    /// What was sent, where the value is not that.
    pub(crate) original: Option<Value>,
}

/// Brings a value into the form of its column.
pub(crate) fn settle(column: &Column, value: Value) -> Result<Settled, Refusal> {
    let settled = match column.kind {
        Kind::Text => text(column, value),
        Kind::Timestamp => timestamp(value),
        Kind::Level => word(
            value,
            |word| Level::of(word).map(Level::as_str),
            || list(Level::ALL.map(Level::as_str)),
        ),
        Kind::Environment => word(
            value,
            |word| Environment::of(word).map(Environment::as_str),
            || list(Environment::ALL.map(Environment::as_str)),
        ),
        Kind::Json => Ok(json(column, value)),
    };
    settled.map_err(|why| Refusal::new(column.name, why))
}

fn same(value: Value) -> Settled {
    Settled { value, original: None }
}

fn mapped(value: impl Into<Value>, original: Value) -> Settled {
    Settled { value: value.into(), original: Some(original) }
}

fn text(column: &Column, value: Value) -> Result<Settled, Why> {
    let settled = match value {
        Value::String(_) => same(value),
        Value::Number(_) | Value::Bool(_) => mapped(value.to_string(), value),
        other => return Err(Why::NotText(name_of(&other))),
    };
    check(column, settled.value.as_str().unwrap_or_default())?;
    Ok(settled)
}

/// Whether a text may be in a column.
pub(crate) fn check(column: &Column, text: &str) -> Result<(), Why> {
    match column.limit {
        // No character is shorter than a byte, so most texts need not be counted.
        Some(limit) if text.len() > limit && text.chars().count() > limit => {
            Err(Why::TooLong(limit))
        }
        _ if column.name == "id" && text.is_empty() => Err(Why::Empty),
        _ => Ok(()),
    }
}

fn word(
    value: Value,
    meaning: impl FnOnce(&str) -> Option<&'static str>,
    known: impl FnOnce() -> String,
) -> Result<Settled, Why> {
    let Value::String(found) = &value else { return Err(Why::NotText(name_of(&value))) };
    match meaning(found) {
        Some(word) if word == found => Ok(same(value)),
        Some(word) => Ok(mapped(word, value)),
        None => Err(Why::UnknownWord { found: found.clone(), known: known() }),
    }
}

fn timestamp(value: Value) -> Result<Settled, Why> {
    match &value {
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().unwrap_or(f64::NAN);
            let time = Timestamp::from_millis(whole(number).ok_or(Why::OutOfRange)?);
            Ok(mapped(time.ok_or(Why::OutOfRange)?.millis(), value))
        }
        Value::Number(number) => {
            let time = number.as_i64().and_then(Timestamp::from_millis);
            time.map(|_| same(value)).ok_or(Why::OutOfRange)
        }
        Value::String(text) => {
            let time = Timestamp::from_rfc3339(text).ok_or(Why::NotATime)?;
            Ok(mapped(time.millis(), value))
        }
        _ => Err(Why::NotATime),
    }
}

/// A number without its fraction, if an integer can be it.
fn whole(number: f64) -> Option<i64> {
    let inside = (0.0..=9.0e15).contains(&number);
    #[expect(clippy::cast_possible_truncation, reason = "the range was looked at, and it is meant")]
    inside.then_some(number as i64)
}

fn json(column: &Column, value: Value) -> Settled {
    match value {
        Value::Object(_) => same(value),
        // Kept under the column's own name; that is the original already.
        other => same(Value::Object(Map::from_iter([(column.name.to_owned(), other)]))),
    }
}

fn list<const N: usize>(words: [&str; N]) -> String {
    words.join(", ")
}

/// What a JSON value is, with its article.
pub(crate) fn name_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}
