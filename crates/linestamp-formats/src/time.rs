//! Times as others write them.
//!
//! Input: a number or a text of another system. Output: Unix milliseconds, where it is a number of
//! seconds, milliseconds, microseconds or nanoseconds since 1970, told apart by their size: each
//! unit is taken for times from 1973 (for seconds 1970) to 5138. Anything else is left as it is.

use serde_json::Value;

/// A number that is larger than this is no second, and so on for the finer units.
const SECONDS: f64 = 1e11;
const MILLIS: f64 = 1e14;
const MICROS: f64 = 1e17;

/// The time in milliseconds, if the value is a number that is not already that.
pub(crate) fn in_millis(value: &Value) -> Option<Value> {
    let number = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    let millis = millis_of(&number)?;
    (value.as_i64() != Some(millis)).then(|| millis.into())
}

/// Milliseconds of nanoseconds, as OTLP writes them: a text or a number.
pub(crate) fn of_nanos(value: &Value) -> Option<i64> {
    let nanos = match value {
        Value::Number(number) => number.as_u64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    i64::try_from(nanos / 1_000_000).ok()
}

fn millis_of(number: &str) -> Option<i64> {
    if !number.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    if let Ok(whole) = number.parse::<i64>() {
        #[expect(clippy::cast_precision_loss, reason = "it is compared with round numbers")]
        let size = whole as f64;
        return if size < SECONDS {
            whole.checked_mul(1_000)
        } else if size < MILLIS {
            Some(whole)
        } else if size < MICROS {
            Some(whole / 1_000)
        } else {
            Some(whole / 1_000_000)
        };
    }
    let fraction: f64 = number.parse().ok().filter(|number: &f64| number.is_finite())?;
    let factor = match fraction {
        _ if fraction < SECONDS => 1_000.0,
        _ if fraction < MILLIS => 1.0,
        _ if fraction < MICROS => 1e-3,
        _ => 1e-6,
    };
    let millis = fraction * factor;
    // A thousandth of a millisecond makes up for what a binary fraction lacks.
    #[expect(clippy::cast_possible_truncation, reason = "the range was looked at, and it is meant")]
    (millis < 9e15).then_some((millis + 1e-3) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn each_unit_is_told_by_its_size() {
        for written in [
            json!(1_763_000_000),
            json!("1763000000"),
            json!(1_763_000_000_000_000_u64),
            json!(1_763_000_000_000_000_000_u64),
            json!(1_763_000_000.0),
        ] {
            assert_eq!(in_millis(&written), Some(json!(1_763_000_000_000_i64)), "{written}");
        }
        assert_eq!(in_millis(&json!(1_763_000_000.123)), Some(json!(1_763_000_000_123_i64)));
        for left in [json!(1_763_000_000_000_i64), json!("2026-11-25T17:00:00Z"), json!("now")] {
            assert_eq!(in_millis(&left), None, "{left}");
        }
    }
}
