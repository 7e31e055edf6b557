//! Moving what others write under other keys into our columns, with nothing lost on the way.

use linestamp_schema::Level;
use serde_json::{Map, Value};

use crate::{level, time};

/// A record on its way to the intake: columns by their names, and whatever else there is.
pub(crate) type Fields = Map<String, Value>;

/// Whether a column has no value; null is none.
pub(crate) fn lacks(fields: &Fields, column: &str) -> bool {
    fields.get(column).is_none_or(Value::is_null)
}

/// Gives a column the value of the first of these keys that has one, unless the column has its own.
pub(crate) fn adopt(fields: &mut Fields, column: &str, keys: &[&str]) {
    if !lacks(fields, column) {
        return;
    }
    let key = keys.iter().find(|key| fields.get(**key).is_some_and(is_plain));
    if let Some((key, value)) = key.and_then(|key| fields.remove_entry(*key)) {
        give(fields, column, &key, value);
    }
}

/// Gives a column the value of a key, brought into the column's form; what it was is kept under the
/// key where the value is something else.
pub(crate) fn give(fields: &mut Fields, column: &str, key: &str, value: Value) {
    let changed = match column {
        "timestamp" => time::in_millis(&value),
        "level" => level::foreign(&value).map(|level| level.as_str().into()),
        _ => None,
    };
    if let Some(changed) = changed {
        keep(fields, key, value);
        fields.insert(column.to_owned(), changed);
    } else {
        fields.insert(column.to_owned(), value);
    }
}

/// Brings a level that is written as others write it into our words.
pub(crate) fn translate_level(fields: &mut Fields) {
    let found = fields.get("level").and_then(|value| Some((level::foreign(value)?, value.clone())));
    if let Some((level, original)) = found {
        set_level(fields, level, original);
    }
}

/// Sets the level, and keeps what it was.
pub(crate) fn set_level(fields: &mut Fields, level: Level, original: Value) {
    keep(fields, "level", original);
    fields.insert("level".to_owned(), level.as_str().into());
}

/// Keeps a value in the metadata under a key, or where that is taken, under `key_2` and so on.
pub(crate) fn keep(fields: &mut Fields, key: &str, value: Value) {
    let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    if !metadata.is_object() {
        let whole = std::mem::take(metadata);
        let whole = (!whole.is_null()).then(|| ("metadata".to_owned(), whole));
        *metadata = Value::Object(whole.into_iter().collect());
    }
    if let Value::Object(metadata) = metadata {
        keep_in(metadata, key, value);
    }
}

/// Keeps a value under a key, or where that is taken by another, under `key_2` and so on.
pub(crate) fn keep_in(map: &mut Fields, key: &str, value: Value) {
    let mut free = key.to_owned();
    let mut number = 1;
    while let Some(there) = map.get(&free) {
        if *there == value {
            return;
        }
        number += 1;
        free = format!("{key}_{number}");
    }
    map.insert(free, value);
}

/// A text or a number: what a column can be made of.
fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_))
}
