//! Levels as others write them, beside the words and aliases of [`Level`] itself.

use linestamp_schema::Level;
use serde_json::Value;

/// Words of syslog and of some libraries, in lower case.
const WORDS: [(&str, Level); 9] = [
    ("err", Level::Error),
    ("crit", Level::Error),
    ("alert", Level::Error),
    ("emerg", Level::Error),
    ("emergency", Level::Error),
    ("panic", Level::Error),
    ("notice", Level::Info),
    ("log", Level::Info),
    ("verbose", Level::Debug),
];

/// The level of a word that the schema does not know, or of a number of pino and bunyan.
pub(crate) fn foreign(value: &Value) -> Option<Level> {
    match value {
        Value::String(word) if Level::of(word).is_some() => None,
        Value::String(word) => {
            let word = word.trim().to_ascii_lowercase();
            let known = WORDS.into_iter().find(|(known, _)| *known == word);
            known.map(|(_, level)| level).or_else(|| Level::of(&word))
        }
        Value::Number(number) => of_number(number.as_f64()?),
        _ => None,
    }
}

/// pino's and bunyan's numbers; a level of one's own lies between two of theirs.
fn of_number(number: f64) -> Option<Level> {
    match number {
        n if n < 10.0 => None,
        n if n < 30.0 => Some(Level::Debug),
        n if n < 40.0 => Some(Level::Info),
        n if n < 50.0 => Some(Level::Warn),
        n if n <= 100.0 => Some(Level::Error),
        _ => None,
    }
}

/// OpenTelemetry's severity number; each level has four.
pub(crate) fn of_severity(number: u64) -> Option<Level> {
    match number {
        1..=8 => Some(Level::Debug),
        9..=12 => Some(Level::Info),
        13..=16 => Some(Level::Warn),
        17..=24 => Some(Level::Error),
        _ => None,
    }
}
