//! Whether a filter holds of a record.

use std::borrow::Cow;
use std::ops::RangeBounds;

use linestamp_schema::{CallSite, CellRef, Column, LogRecord, columns};
use serde_json::{Map, Value};

use crate::filter::{Condition, Field, Filter, Test};
use crate::fold::contains;

/// What a filter can be asked about: a record, or what is known of one.
pub trait Cells {
    /// The value of a column; `None` where it is absent.
    fn cell(&self, column: &Column) -> Option<CellRef<'_>>;
}

impl Cells for LogRecord {
    fn cell(&self, column: &Column) -> Option<CellRef<'_>> {
        self.get(column)
    }
}

impl Filter {
    /// Whether the record is one of those that are meant. It is asked for the columns that the filter
    /// [looks at](Filter::looks_at), and not for all of them if fewer decide.
    #[must_use]
    pub fn holds(&self, record: &impl Cells) -> bool {
        match self {
            Filter::All => true,
            Filter::And(all) => all.iter().all(|filter| filter.holds(record)),
            Filter::Or(any) => any.iter().any(|filter| filter.holds(record)),
            Filter::Not(filter) => !filter.holds(record),
            Filter::Test(test) => test.holds(record),
        }
    }
}

impl Test {
    /// Whether it holds of a text that its column has.
    #[must_use]
    pub fn holds_of(&self, text: &str) -> bool {
        match &self.field {
            Field::Column(column) if *column == columns::source_location() => {
                self.condition.holds_of_place(text)
            }
            _ => self.condition.holds_of_text(text),
        }
    }

    fn holds(&self, record: &impl Cells) -> bool {
        match &self.field {
            Field::Column(column) => match record.cell(column) {
                Some(CellRef::Text(text)) => self.holds_of(text),
                Some(CellRef::Timestamp(time)) => self.condition.holds_of_time(time.millis()),
                Some(CellRef::Json(_)) => self.condition == Condition::Present,
                None => false,
            },
            Field::Metadata(path) => match record.cell(columns::metadata()) {
                Some(CellRef::Json(map)) => reach(map, path, &self.condition),
                _ => false,
            },
        }
    }
}

/// Whether a value at the end of the path passes.
fn reach(map: &Map<String, Value>, path: &[String], condition: &Condition) -> bool {
    (1..=path.len()).any(|length| {
        let key: Cow<'_, str> = match &path[..length] {
            [key] => key.into(),
            keys => keys.join(".").into(),
        };
        map.get(&*key).is_some_and(|value| behind(value, &path[length..], condition))
    })
}

/// Whether the value passes, or one of those that the rest of the path leads to.
fn behind(value: &Value, rest: &[String], condition: &Condition) -> bool {
    match value {
        Value::Array(values) => {
            (rest.is_empty() && *condition == Condition::Present)
                || values.iter().any(|value| behind(value, rest, condition))
        }
        Value::Object(map) if !rest.is_empty() => reach(map, rest, condition),
        value if rest.is_empty() => condition.holds_of_value(value),
        _ => false,
    }
}

impl Condition {
    fn holds_of_value(&self, value: &Value) -> bool {
        match (self, value) {
            (_, Value::Null) => false,
            (Condition::Present, _) => true,
            (Condition::Number { from, until }, Value::Number(number)) => {
                number.as_f64().is_some_and(|number| (*from, *until).contains(&number))
            }
            (condition, Value::String(text)) => condition.holds_of_text(text),
            (condition, Value::Number(_) | Value::Bool(_)) => {
                condition.holds_of_text(&value.to_string())
            }
            _ => false,
        }
    }

    fn holds_of_place(&self, text: &str) -> bool {
        match self {
            Condition::At { file, line, column } => is_at(text, file, (*line, *column)),
            condition => condition.holds_of_text(text),
        }
    }

    fn holds_of_text(&self, text: &str) -> bool {
        match self {
            Condition::Present => true,
            Condition::Is(wanted) => text == wanted,
            Condition::StartsWith(start) => text.starts_with(start.as_str()),
            Condition::Contains(folded) => contains(text, folded),
            Condition::At { .. } | Condition::Time { .. } | Condition::Number { .. } => false,
        }
    }

    fn holds_of_time(&self, millis: i64) -> bool {
        match self {
            Condition::Present => true,
            Condition::Time { from, until } => {
                from.is_none_or(|from| from <= millis) && until.is_none_or(|until| millis < until)
            }
            _ => false,
        }
    }
}

/// Whether a call site is in the file, and at the line and the column that are wanted.
fn is_at(text: &str, file: &str, (line, column): (Option<u32>, Option<u32>)) -> bool {
    let site = text.parse::<CallSite>().ok();
    let path = site.as_ref().map_or(text, CallSite::file);
    let named = path.strip_suffix(file).is_some_and(|rest| rest.is_empty() || rest.ends_with('/'));
    let found = site.as_ref().map(|site| (site.line().get(), site.column().map(u32::from)));
    let is = |wanted: Option<u32>, found: Option<u32>| wanted.is_none() || wanted == found;
    named
        && !file.is_empty()
        && (line.is_some() || column.is_none())
        && is(line, found.map(|(line, _)| line))
        && is(column, found.and_then(|(_, column)| column))
}
