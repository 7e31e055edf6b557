//! What a filter says of call sites, said by the names of those that a sealed file has.
//!
//! No index leads to the paths that end in `executor.ts`. The file's lines are few, and counted: those that are
//! meant are found among them, and the index on the column has their records.

use std::borrow::Cow;

use linestamp_filter::{Condition, Field, Filter, Test};
use linestamp_schema::columns;
use rusqlite::Connection;

use crate::rollup::LINES;

/// As many lines are named at most; SQLite looks at no deeper conditions.
const MOST: usize = 400;

/// The filter as it is for the records of a sealed file.
pub(crate) fn named<'f>(
    conn: &Connection,
    filter: &'f Filter,
) -> rusqlite::Result<Cow<'f, Filter>> {
    if !conn.table_exists(None, LINES)? {
        return Ok(Cow::Borrowed(filter));
    }
    let sql = format!("SELECT source_location FROM {LINES} WHERE source_location IS NOT NULL");
    let mut statement = conn.prepare(&sql)?;
    let lines = statement.query_map([], |row| row.get(0))?;
    let lines = lines.collect::<rusqlite::Result<Vec<String>>>()?;
    Ok(Cow::Owned(naming(filter, &lines)))
}

/// Whether it has a test that the names of the lines decide.
pub(crate) fn is_of_lines(filter: &Filter) -> bool {
    match filter {
        Filter::All => false,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(is_of_lines),
        Filter::Not(filter) => is_of_lines(filter),
        Filter::Test(test) => is_of_line(test),
    }
}

fn is_of_line(test: &Test) -> bool {
    matches!(&test.field, Field::Column(column) if *column == columns::source_location())
        && matches!(
            test.condition,
            Condition::At { .. } | Condition::StartsWith(_) | Condition::Contains(_)
        )
}

fn naming(filter: &Filter, lines: &[String]) -> Filter {
    let of_all = |parts: &[Filter]| parts.iter().map(|part| naming(part, lines)).collect();
    match filter {
        Filter::All => Filter::All,
        Filter::And(parts) => Filter::And(of_all(parts)),
        Filter::Or(parts) => Filter::Or(of_all(parts)),
        Filter::Not(filter) => Filter::Not(Box::new(naming(filter, lines))),
        Filter::Test(test) if is_of_line(test) => {
            let meant = lines.iter().filter(|line| test.holds_of(line));
            let meant: Vec<Filter> = meant.take(MOST + 1).map(|line| is(line)).collect();
            if meant.len() > MOST { filter.clone() } else { Filter::Or(meant) }
        }
        Filter::Test(_) => filter.clone(),
    }
}

fn is(line: &str) -> Filter {
    Filter::on(columns::source_location(), Condition::Is(line.to_owned()))
}
