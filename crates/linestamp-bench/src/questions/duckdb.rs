//! DuckDB: one table without an index, as it is meant to be used.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use linestamp_schema::{COLUMNS, Kind};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::{ALL, BUDGET, Sql};
use crate::times::Times;
use crate::{places, table, tools};

/// What DuckDB said; times in milliseconds.
#[derive(Deserialize)]
struct Said {
    version: String,
    /// How long it took to load the records.
    loaded: f64,
    records: u64,
    bytes: u64,
    asked: Vec<Vec<f64>>,
}

/// Loads a file of so many records and asks.
pub(crate) fn ask(folder: &Path, ndjson: &Path, rows: u64) -> Result<Vec<Times>> {
    let own = places::own().join("duckdb");
    tools::npm_install(&own)?;
    let columns = COLUMNS.iter().map(|column| {
        let kind = match column.kind {
            Kind::Timestamp => "BIGINT",
            Kind::Json => "JSON",
            _ => "VARCHAR",
        };
        (column.name.to_owned(), Value::from(kind))
    });
    let sql = Sql { like: "ILIKE" };
    let turns = |question| super::turns(question, rows).iter().map(|turn| sql.of(turn)).collect();
    let questions: Vec<Vec<String>> = ALL.iter().map(turns).collect();
    let rest = folder.join("questions.json");
    let columns: Map<String, Value> = columns.collect();
    let text = json!({
        "columns": columns, "questions": questions, "budget": BUDGET.as_millis() as u64,
    });
    std::fs::write(&rest, text.to_string())?;
    let database = folder.join("duck.db");
    let said = tools::said(&own.join("ask.js"), &[&database, ndjson, &rest])?;
    let said: Said = serde_json::from_str(&said).context("ask.js says something else")?;
    ensure!(said.records == rows, "DuckDB has {} records", said.records);
    let time = |millis: f64| Duration::from_secs_f64(millis / 1e3);
    println!(
        "DuckDB {} has loaded them in {}, {} bytes a record, without an index.\n",
        said.version,
        table::time(time(said.loaded)),
        said.bytes / said.records,
    );
    let asked = said.asked.into_iter();
    Ok(asked.map(|times| Times::new(times.into_iter().map(time).collect())).collect())
}
