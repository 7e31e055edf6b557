//! logfmt: `level=info msg="queue is long" waiting=312`.
//!
//! Input: a line. Output: its pairs, all values text; a key without `=` is true. A quoted value has
//! JSON's escapes. A key that is there twice is kept under `key_2`. A line without any `=` is prose,
//! and refused.

use serde_json::Value;

use crate::adopt::{Fields, Kept};

/// The pairs of a line.
pub(crate) fn pairs(line: &str) -> Result<Fields, String> {
    let mut fields = Kept::default();
    let mut rest = line.trim_start();
    let mut any = false;
    while !rest.is_empty() {
        let end = rest.find(|c: char| c == '=' || c == '"' || is_space(c)).unwrap_or(rest.len());
        let (key, after) = rest.split_at(end);
        if key.is_empty() {
            let at = line.len() - rest.len();
            return Err(format!("is no logfmt: a key is missing before column {}", at + 1));
        }
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => {
                any = true;
                value(after, key)?
            }
            None => (Value::Bool(true), after),
        };
        if !after.is_empty() && !after.starts_with(is_space) {
            return Err(format!("is no logfmt: there is no space after the value of `{key}`"));
        }
        fields.keep(key, value);
        rest = after.trim_start_matches(is_space);
    }
    match any {
        true => Ok(fields.fields()),
        false => Err("is no logfmt: there is no key=value pair in it".to_owned()),
    }
}

/// Whether a line looks like it.
pub(crate) fn is_likely(line: &str) -> bool {
    let first = line.split(is_space).find(|word| word.contains('='));
    first.is_some_and(|word| word.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic()))
        && pairs(line).is_ok()
}

fn is_space(letter: char) -> bool {
    letter <= ' '
}

/// The value at the start of the text, and what follows it.
fn value<'t>(text: &'t str, key: &str) -> Result<(Value, &'t str), String> {
    if !text.starts_with('"') {
        let end = text.find(is_space).unwrap_or(text.len());
        let (value, after) = text.split_at(end);
        return Ok((value.into(), after));
    }
    let mut escaped = false;
    let end = text.char_indices().skip(1).find(|(_, letter)| {
        let closes = *letter == '"' && !escaped;
        escaped = *letter == '\\' && !escaped;
        closes
    });
    let (end, _) =
        end.ok_or_else(|| format!("is no logfmt: the quote of `{key}` is not closed"))?;
    let (quoted, after) = text.split_at(end + 1);
    let value = serde_json::from_str::<String>(quoted).or_else(|error| {
        // Tabs and other controls stand bare in what some libraries write.
        let inner = &quoted[1..end];
        if inner.contains('\\') { Err(error) } else { Ok(inner.to_owned()) }
    });
    match value {
        Ok(value) => Ok((value.into(), after)),
        Err(_) => Err(format!("is no logfmt: the value of `{key}` has an escape that is none")),
    }
}
