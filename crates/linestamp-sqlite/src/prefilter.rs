//! From a filter to SQL: what an index can decide.
//!
//! The condition holds of every record that the filter means. Where it holds of no others, it is
//! exact, and nothing else has to be asked; otherwise the filter decides.

use linestamp_filter::{Condition, Field, Filter, Test, fold};
use linestamp_schema::{Column, Kind};
use rusqlite::types::Value;

use crate::rollup::Rollup;

/// A condition on the table of records.
#[derive(Debug, Default, Clone)]
pub(crate) struct Prefilter {
    /// As SQL, with a mark for each value; empty if there is none.
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
    /// Whether it means the very records that the filter means.
    pub(crate) exact: bool,
}

/// The table that a condition is for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Table {
    /// The records.
    Records,
    /// Their counts, in a file with times from the first to the second.
    Rollup(&'static Rollup, (i64, i64)),
}

impl Table {
    fn has(self, column: &Column) -> bool {
        match self {
            Table::Records => true,
            Table::Rollup(rollup, _) => {
                column.name == "timestamp" || rollup.columns.contains(&column.name)
            }
        }
    }

    /// The bounds of a time as this table has them; `None` where it cannot tell.
    fn bounds(self, from: i64, until: i64) -> Option<(i64, i64)> {
        let Table::Rollup(&Rollup { step, .. }, (first, last)) = self else {
            return Some((from, until));
        };
        let floor = |time: i64| time - time.rem_euclid(step);
        // At the start of a step, before all records, or behind them.
        let from = match from {
            from if from <= first => floor(from.max(0)),
            from if from > last => i64::MAX,
            from => Some(from).filter(|from| from % step == 0)?,
        };
        let until = match until {
            until if until <= first => i64::MIN,
            until if until > last => i64::MAX,
            until => Some(until).filter(|until| until % step == 0)?,
        };
        Some((from, until))
    }
}

impl Prefilter {
    /// What can be said of a filter in SQL.
    pub(crate) fn of(filter: &Filter) -> Prefilter {
        Prefilter::on(Table::Records, filter)
    }

    /// The same for a table.
    pub(crate) fn on(table: Table, filter: &Filter) -> Prefilter {
        let of = |filter: &Filter| Prefilter::on(table, filter);
        match filter {
            Filter::All => Prefilter { exact: true, ..Prefilter::default() },
            Filter::And(all) => all.iter().map(of).fold(of(&Filter::All), and),
            Filter::Or(any) => or(any.iter().map(of)),
            Filter::Not(filter) => not(of(filter)),
            Filter::Test(test) => of_test(table, test).unwrap_or_default(),
        }
    }

    /// The same with a further condition.
    pub(crate) fn and(self, sql: &str, values: Vec<Value>) -> Prefilter {
        and(self, Prefilter { sql: sql.to_owned(), values, exact: true })
    }

    /// As a clause of a question; nothing if there is no condition.
    pub(crate) fn clause(&self) -> String {
        if self.sql.is_empty() { String::new() } else { format!("WHERE {}", self.sql) }
    }
}

fn and(mut one: Prefilter, other: Prefilter) -> Prefilter {
    one.exact &= other.exact;
    one.values.extend(other.values);
    if one.sql.is_empty() {
        one.sql = other.sql;
    } else if !other.sql.is_empty() {
        one.sql = format!("{} AND {}", one.sql, other.sql);
    }
    one
}

fn or(parts: impl Iterator<Item = Prefilter>) -> Prefilter {
    let parts: Vec<Prefilter> = parts.collect();
    let exact = parts.iter().all(|part| part.exact);
    // A part of which nothing can be said may mean anything.
    if parts.iter().any(|part| part.sql.is_empty()) {
        let means_all = parts.iter().any(|part| part.exact && part.sql.is_empty());
        return Prefilter { exact: means_all, ..Prefilter::default() };
    }
    if parts.is_empty() {
        return Prefilter { sql: "FALSE".to_owned(), values: Vec::new(), exact: true };
    }
    let sql: Vec<&str> = parts.iter().map(|part| part.sql.as_str()).collect();
    let sql = format!("({})", sql.join(" OR "));
    Prefilter { sql, values: parts.into_iter().flat_map(|part| part.values).collect(), exact }
}

/// Only what is exact can be turned round; an absent value passes no test, so it passes its opposite.
fn not(inner: Prefilter) -> Prefilter {
    match (inner.exact, inner.sql.is_empty()) {
        (false, _) => Prefilter::default(),
        (true, true) => Prefilter { sql: "FALSE".to_owned(), values: Vec::new(), exact: true },
        (true, false) => Prefilter { sql: format!("({}) IS NOT TRUE", inner.sql), ..inner },
    }
}

fn of_test(table: Table, test: &Test) -> Option<Prefilter> {
    let Field::Column(column) = &test.field else { return None };
    if !table.has(column) {
        return None;
    }
    let name = column.name;
    let exact = |sql: String, values: Vec<Value>| Some(Prefilter { sql, values, exact: true });
    match (&test.condition, column.kind) {
        (Condition::Present, _) => exact(format!("{name} IS NOT NULL"), Vec::new()),
        (Condition::Is(text), Kind::Text | Kind::Level | Kind::Environment) => {
            exact(format!("{name} = ?"), vec![text.clone().into()])
        }
        (Condition::Contains(folded), Kind::Text | Kind::Level | Kind::Environment) => {
            Some(contains(name, folded))
        }
        // A text that begins so, or a path that ends so, holds it.
        (Condition::StartsWith(part), Kind::Text) => Some(contains(name, &fold(part))),
        (Condition::At { file, line, .. }, Kind::Text) => {
            let line = line.map_or_else(String::new, |line| format!(":{line}"));
            Some(contains(name, &fold(&(file.clone() + &line))))
        }
        (Condition::Time { from, until }, Kind::Timestamp) => {
            // No record is as late as the last of SQLite's integers.
            let (from, until) = (from.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX));
            let (from, until) = table.bounds(from, until)?;
            exact(format!("({name} >= ? AND {name} < ?)"), vec![from.into(), until.into()])
        }
        _ => None,
    }
}

/// The most characters of a text that SQLite is asked about.
const PATTERN: usize = 100;

/// SQLite's LIKE knows the cases of ASCII alone, and only reads up to a NUL. Folding leads from one
/// character to one, and to ASCII only from ASCII, but for two that become k and s: so whatever LIKE
/// cannot know is any one character to it.
fn contains(name: &str, folded: &str) -> Prefilter {
    let mut pattern = String::from("%");
    for character in folded.chars().take(PATTERN) {
        match character {
            '%' | '_' | '\\' => pattern.extend(['\\', character]),
            'k' | 's' | '\0' => pattern.push('_'),
            character if character.is_ascii() => pattern.push(character),
            _ => pattern.push('_'),
        }
    }
    pattern.push('%');
    // What follows a NUL is left to the filter.
    let sql = format!("({name} LIKE ? ESCAPE '\\' OR instr({name}, char(0)) > 0)");
    Prefilter { sql, values: vec![pattern.into()], exact: false }
}

#[cfg(test)]
mod tests {
    use linestamp_filter::fold;

    #[test]
    fn only_two_characters_become_ascii() {
        let others = ('\u{80}'..=char::MAX).filter(|character| {
            let folded = fold(&character.to_string());
            assert_eq!(folded.chars().count(), 1, "{character:?}");
            folded.is_ascii() && folded != "k" && folded != "s"
        });
        assert_eq!(others.collect::<String>(), "");
    }
}
