//! `ClickHouse`. The first statement works in version 18 and in 26, the rest not yet in 18.
//!
//! There is no unique key: a batch that is sent twice is kept once while its token is remembered.
//! Rows lie by workspace and time, which is how they are asked for.

use std::fmt::Write as _;

use super::TABLE;
use super::sql::{HEADER, quoted};
use crate::column::{Column, Kind};
use crate::environment::Environment;
use crate::level::Level;
use crate::record::COLUMNS;

/// What rows are sorted by. These columns cannot be null.
const ORDER: [&str; 3] = ["workspace_id", "timestamp", "id"];

/// For how many batches a token is remembered.
const WINDOW: u32 = 1000;

pub(super) fn render() -> String {
    let mut text = format!("{HEADER}CREATE TABLE IF NOT EXISTS {TABLE} (\n");
    let lines: Vec<_> = COLUMNS
        .iter()
        .map(|column| format!("  -- {}\n  {} {}", column.doc(), column.name, kind(column)))
        .collect();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{}\n) ENGINE = MergeTree()\nPARTITION BY toYYYYMM(toDateTime(intDiv(timestamp, 1000)))\n\
         ORDER BY ({});\n\n-- From here on newer versions than 18; tried with 26.9.",
        lines.join(",\n"),
        ORDER.join(", "),
    );
    for column in COLUMNS.iter().filter(|column| column.indexed && !ORDER.contains(&column.name)) {
        let name = column.name;
        let _ = writeln!(
            text,
            "ALTER TABLE {TABLE} ADD INDEX IF NOT EXISTS {TABLE}_{name} {name} TYPE {} GRANULARITY 4;",
            index(column),
        );
    }
    let _ = writeln!(
        text,
        "ALTER TABLE {TABLE} MODIFY SETTING non_replicated_deduplication_window = {WINDOW};"
    );
    text
}

fn kind(column: &Column) -> String {
    match column.kind {
        Kind::Timestamp => "Int64".to_owned(),
        Kind::Level => enumeration(Level::ALL.map(Level::as_str)),
        Kind::Environment => enumeration(Environment::ALL.map(Environment::as_str)),
        Kind::Text if column.is_always_there() || ORDER.contains(&column.name) => {
            "String".to_owned()
        }
        Kind::Text | Kind::Json => "Nullable(String)".to_owned(),
    }
}

fn enumeration<const N: usize>(words: [&str; N]) -> String {
    let mut number = 0;
    let words = words.map(|word| {
        number += 1;
        format!("{} = {number}", quoted([word]))
    });
    format!("Enum8({})", words.join(", "))
}

/// A set where there are few words, a Bloom filter where there are many ids.
fn index(column: &Column) -> &'static str {
    match column.kind {
        Kind::Level | Kind::Environment => "set(0)",
        _ => "bloom_filter",
    }
}
