//! SQLite and D1. The same table as Drizzle's, so that a database of the one fits the other: no
//! `CHECK`, which could only be changed by copying the table.

use super::Key;
use super::sql::{HEADER, constraints, indexes, table};
use crate::column::{Column, Kind};

pub(super) fn render(key: Key) -> String {
    let definition =
        |column: &Column| format!("{} {}{}", column.name, kind(column), constraints(column, key));
    format!("{HEADER}{}\n{}", table(key, definition), indexes())
}

fn kind(column: &Column) -> &'static str {
    match column.kind {
        Kind::Timestamp => "integer",
        Kind::Text | Kind::Level | Kind::Environment | Kind::Json => "text",
    }
}
