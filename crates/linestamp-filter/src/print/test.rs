//! One test as a term.

use std::fmt::{self, Display};
use std::num::NonZeroU32;
use std::ops::Bound;

use linestamp_schema::{CallSite, Column, Environment, Kind, Level, Timestamp, columns};

use super::quote::{Key, Quoted};
use crate::filter::{Condition, Field, Test};
use crate::names::{METADATA, shortest};

impl Test {
    /// The term; nothing if the condition never holds of such a field, which no term says.
    pub(super) fn written(&self) -> Option<String> {
        match &self.field {
            Field::Column(column) => on_column(column, &self.condition),
            Field::Metadata(path) => on_metadata(path, &self.condition),
        }
    }
}

fn on_column(column: &Column, condition: &Condition) -> Option<String> {
    let name = shortest(column);
    let is_message = *column == *columns::message();
    match (condition, column.kind) {
        (Condition::Present, _) => Some(format!("{name}:*")),
        (Condition::Time { from, until }, Kind::Timestamp) => time(*from, *until),
        (Condition::Time { .. } | Condition::Number { .. }, _) | (_, Kind::Timestamp) => None,
        (Condition::At { file, line, column: place }, _) => {
            let file = (*column == *columns::source_location()).then_some(file)?;
            let site = site(file, *line, *place)?;
            Some(format!("at:{}", Quoted { text: &site, is_text: false }))
        }
        (Condition::Is(word), Kind::Level) if Level::exact(word).is_none() => None,
        (Condition::Is(word), Kind::Environment) if Environment::exact(word).is_none() => None,
        (Condition::Contains(text), _) if is_message => {
            Some(Quoted { text, is_text: true }.to_string())
        }
        // In the message a bare value is a part of it.
        (condition, _) if is_message => Some(format!("{name}:={}", of_text(condition)?)),
        (condition, _) => Some(format!("{name}:{}", of_text(condition)?)),
    }
}

fn on_metadata(path: &[String], condition: &Condition) -> Option<String> {
    let value = match condition {
        _ if path.is_empty() => return None,
        Condition::Number { from, until } => numbers(*from, *until)?,
        condition => of_text(condition)?,
    };
    let keys: Vec<String> = path.iter().map(|key| Key(key).to_string()).collect();
    Some(format!("{METADATA}{}:{value}", keys.join(".")))
}

/// What is behind the colon if it is a text.
fn of_text(condition: &Condition) -> Option<String> {
    let quoted = |text| Quoted { text, is_text: false };
    match condition {
        Condition::Present => Some("*".to_owned()),
        Condition::Is(text) => Some(quoted(text).to_string()),
        Condition::StartsWith(text) => Some(format!("{}*", Key(text))),
        Condition::Contains(text) => Some(format!("~{}", quoted(text))),
        Condition::At { .. } | Condition::Time { .. } | Condition::Number { .. } => None,
    }
}

/// A call site by the end of its path, if that reads back as it is: a line is not 0, and what ends
/// in a line is no file.
fn site(file: &str, line: Option<u32>, column: Option<u32>) -> Option<String> {
    let is_site = file.parse::<CallSite>().is_ok();
    match (line, column) {
        (None, None) => (!is_site).then(|| file.to_owned()),
        (None, Some(_)) => None,
        (Some(line), column) => {
            let column = column.map(|column| NonZeroU32::new(column).ok_or(())).transpose();
            let site = CallSite::new(file, NonZeroU32::new(line)?, column.ok()?).ok()?;
            Some(site.to_string())
        }
    }
}

/// A time in a range. Every record is of a time from 1970 to [`Timestamp::MAX`].
fn time(from: Option<i64>, until: Option<i64>) -> Option<String> {
    let last = Timestamp::MAX.millis();
    let from = from.map(|from| Moment(from.max(0)));
    let until = until.filter(|until| *until <= last).map(|until| Moment(until.max(0)));
    match (from, until) {
        (Some(Moment(from)), _) if from > last => None,
        (Some(from), Some(until)) => Some(format!("timestamp:{from}..{until}")),
        (Some(from), None) => Some(format!("since:{from}")),
        (None, Some(until)) => Some(format!("until:{until}")),
        (None, None) => Some("timestamp:*".to_owned()),
    }
}

/// A time within the range, in milliseconds since 1970.
struct Moment(i64);

impl Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Timestamp::from_millis(self.0).ok_or(fmt::Error)?.fmt(f)
    }
}

/// A number in a range. JSON has no infinite ones.
fn numbers(from: Bound<f64>, until: Bound<f64>) -> Option<String> {
    match (from, until) {
        (Bound::Included(from), Bound::Unbounded) if from.is_finite() => {
            Some(format!(">={from:?}"))
        }
        (Bound::Excluded(from), Bound::Unbounded) if from.is_finite() => Some(format!(">{from:?}")),
        (Bound::Unbounded, Bound::Included(until)) if until.is_finite() => {
            Some(format!("<={until:?}"))
        }
        (Bound::Unbounded, Bound::Excluded(until)) if until.is_finite() => {
            Some(format!("<{until:?}"))
        }
        // Both ends of a range are inside.
        (from, until) => {
            let from = match from {
                Bound::Included(from) => from,
                Bound::Excluded(from) => from.next_up(),
                Bound::Unbounded => f64::MIN,
            };
            let until = match until {
                Bound::Included(until) => until,
                Bound::Excluded(until) => until.next_down(),
                Bound::Unbounded => f64::MAX,
            };
            let is_none = from.is_nan() || until.is_nan() || from > f64::MAX || until < f64::MIN;
            let (from, until) = (from.max(f64::MIN), until.min(f64::MAX));
            (!is_none).then(|| format!("{from:?}..{until:?}"))
        }
    }
}
