//! Postgres. Words are checked by constraints rather than enumerated types, which a migration can
//! change more easily.

use super::Key;
use super::sql::{HEADER, constraints, indexes, quoted, table};
use crate::column::{Column, Kind};
use crate::environment::Environment;
use crate::level::Level;

pub(super) fn render(key: Key) -> String {
    let definition = |column: &Column| {
        format!("{} {}{}{}", column.name, kind(column), constraints(column, key), check(column))
    };
    format!("{HEADER}{}\n{}", table(key, definition), indexes())
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Timestamp => "bigint",
        Kind::Json => "jsonb",
        Kind::Text | Kind::Level | Kind::Environment => "text",
    }
}

fn check(column: &Column) -> String {
    let words = match column.kind {
        Kind::Level => quoted(Level::ALL.map(Level::as_str)),
        Kind::Environment => quoted(Environment::ALL.map(Environment::as_str)),
        Kind::Text | Kind::Timestamp | Kind::Json => return String::new(),
    };
    format!(" CHECK ({} IN ({words}))", column.name)
}
