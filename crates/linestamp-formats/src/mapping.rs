//! What the user knows better: which key holds a column, and the level of records that name none.

use std::fmt;
use std::str::FromStr;

use linestamp_schema::{COLUMNS, Level};
use serde_json::Value;

use crate::adopt::{Fields, give, keep, lacks};

/// A key that holds a column, written `level=severity`, or `trace_id=ctx.trace.id` for a key within
/// objects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapping {
    column: &'static str,
    key: String,
}

impl FromStr for Mapping {
    type Err = MappingError;

    fn from_str(text: &str) -> Result<Mapping, MappingError> {
        let refused = |why: &str| MappingError(format!("{text:?} {why}"));
        let (column, key) =
            text.split_once('=').filter(|(_, key)| !key.is_empty()).ok_or_else(|| {
                refused("is no mapping: it has to be COLUMN=KEY, like level=severity")
            })?;
        let mut columns = COLUMNS.iter().map(|column| column.name).filter(|n| *n != "metadata");
        let known = columns.clone().collect::<Vec<_>>().join(", ");
        let column = columns
            .find(|name| *name == column)
            .ok_or_else(|| refused(&format!("begins with no column: there are {known}")))?;
        Ok(Mapping { column, key: key.to_owned() })
    }
}

impl Mapping {
    /// Moves the key's value into the column; one that the column has already is kept.
    fn apply(&self, fields: &mut Fields) {
        let Some(value) = take(fields, &self.key).filter(|value| !value.is_null()) else { return };
        if let Some(own) = fields.remove(self.column).filter(|own| !own.is_null()) {
            keep(fields, self.column, own);
        }
        give(fields, self.column, &self.key, value);
    }
}

/// Takes the value of a key, or of a path of keys with dots between them.
fn take(fields: &mut Fields, key: &str) -> Option<Value> {
    if let Some(value) = fields.remove(key) {
        return Some(value);
    }
    let (first, rest) = key.split_once('.')?;
    take(fields.get_mut(first)?.as_object_mut()?, rest)
}

/// A text that is no mapping.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError(String);

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for MappingError {}

/// What is done to every record before it is taken in.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    mappings: Vec<Mapping>,
    level: Option<Level>,
}

impl Rules {
    /// These keys hold these columns.
    #[must_use]
    pub fn mappings(mut self, mappings: Vec<Mapping>) -> Rules {
        self.mappings = mappings;
        self
    }

    /// The level of records that name none; without it they are refused.
    #[must_use]
    pub fn level(mut self, level: Option<Level>) -> Rules {
        self.level = level;
        self
    }

    /// Whether there are keys that hold columns.
    pub(crate) fn map_keys(&self) -> bool {
        !self.mappings.is_empty()
    }

    /// Before the format's own rules.
    pub(crate) fn map(&self, fields: &mut Fields) {
        self.mappings.iter().for_each(|mapping| mapping.apply(fields));
    }

    /// After them.
    pub(crate) fn complete(&self, fields: &mut Fields) {
        if let (Some(level), true) = (self.level, lacks(fields, "level")) {
            fields.insert("level".to_owned(), level.as_str().into());
        }
    }
}
