//! Moving what others write under other keys into our columns, with nothing lost on the way.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

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
fn keep_in(map: &mut Fields, key: &str, value: Value) {
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

/// Values under their keys, each kept as by [`keep_in`], however often a key comes: that takes a time
/// that grows with their number, not with its square.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    fields: Fields,
    repeated: BTreeMap<String, Repeated>,
}

/// What is kept under one key and the numbers behind it.
#[derive(Debug)]
struct Repeated {
    /// The last number that was given away.
    number: usize,
    /// By their hash, the names under which values are.
    names: BTreeMap<u64, String>,
}

impl Kept {
    /// Keeps a value under a key, or where that is taken by another, under `key_2` and so on.
    pub(crate) fn keep(&mut self, key: &str, value: Value) {
        match self.fields.get(key) {
            None => {
                self.fields.insert(key.to_owned(), value);
            }
            Some(there) if *there == value => {}
            Some(_) => self.keep_again(key, value),
        }
    }

    fn keep_again(&mut self, key: &str, value: Value) {
        let fields = &mut self.fields;
        let new = || Repeated { number: 1, names: BTreeMap::new() };
        let repeated = self.repeated.entry(key.to_owned()).or_insert_with(new);
        let known = repeated.names.get(&hash(&value)).and_then(|name| fields.get(name));
        if known == Some(&value) {
            return;
        }
        loop {
            repeated.number += 1;
            let name = format!("{key}_{}", repeated.number);
            let there = fields.entry(name.clone()).or_insert_with(|| value.clone());
            repeated.names.insert(hash(there), name);
            if *there == value {
                return;
            }
        }
    }

    /// All of them.
    pub(crate) fn fields(self) -> Fields {
        self.fields
    }
}

/// Values that are the same have the same.
fn hash(value: &Value) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// A text or a number: what a column can be made of.
fn is_plain(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever is kept, one by one or all together, is kept under the same keys.
    #[test]
    fn many_are_kept_as_one_by_one() {
        for start in 0..2000_u32 {
            let mut state = start;
            let (mut one_by_one, mut together) = (Fields::new(), Kept::default());
            for _ in 0..12 {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let key = ["a", "a_2", "a_3", "a_2_2"][(state >> 20) as usize % 4];
                let value = Value::from(state >> 28);
                keep_in(&mut one_by_one, key, value.clone());
                together.keep(key, value);
            }
            assert_eq!(one_by_one, together.fields(), "from {start}");
        }
    }

    /// One by one this would take hours.
    #[test]
    fn a_key_may_come_as_often_as_it_likes() {
        let mut kept = Kept::default();
        for number in 0..200_000 {
            kept.keep("a", number.into());
        }
        assert_eq!(kept.fields().len(), 200_000);
    }
}
