//! Answers to questions, file by file: by an index where there is one, and by the filter itself.

use std::collections::BTreeMap;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{COLUMNS, Column, columns};
use linestamp_store::{
    Cursor, Facet, FacetQuery, Histogram, HistogramQuery, Order, Page, Query, StoreError, Stored,
    Tally,
};
use rusqlite::types::ValueRef;
use rusqlite::{Row, params_from_iter};

use crate::catalog::{Catalog, File};
use crate::layout::{self, ROLLUPS, Rollup};
use crate::manifest::Extent;
use crate::patience::Patience;
use crate::plan::Plan;

/// A page of records.
pub(crate) fn records(
    catalog: &Catalog,
    patience: &Patience,
    query: &Query,
) -> Result<Page, StoreError> {
    let newest = query.order == Order::NewestFirst;
    let mut plan = Plan::of(&query.filter);
    if let Some(after) = query.after {
        let behind = if newest { "<" } else { ">" };
        let place = vec![after.timestamp.millis().into(), after.seq.cast_signed().into()];
        plan.prefilter = plan.prefilter.and(&format!("(timestamp, seq) {behind} (?, ?)"), place);
    }
    let direction = if newest { "DESC" } else { "ASC" };
    let mut order = format!("ORDER BY timestamp {direction}, seq {direction}");
    // One more than asked for tells whether there is a next page.
    let mut found = Found { newest, most: query.limit.saturating_add(1), places: BTreeMap::new() };
    if plan.prefilter.exact {
        // What nobody looks at need not be put in order.
        order += &format!(" LIMIT {}", i64::try_from(found.most).unwrap_or(i64::MAX));
    }
    for (file, extent) in by_time(catalog, newest) {
        let (oldest, latest) = extent.time;
        if !found.takes(if newest { latest } else { oldest }) {
            break;
        }
        each((&file, &extent, patience), &plan, &layout::RECORD, &order, |row| {
            let stored = layout::decode(row)?;
            if !found.takes(stored.record.timestamp.millis()) {
                return Ok(false);
            }
            if plan.prefilter.exact || query.filter.holds(&stored.record) {
                found.take(stored);
            }
            Ok(true)
        })?;
    }
    let mut records = found.places.into_values().collect::<Vec<Stored>>();
    if newest {
        records.reverse();
    }
    Ok(Page::of(records, query.limit))
}

/// The first ones of a page, as far as they are known.
struct Found {
    newest: bool,
    most: usize,
    places: BTreeMap<Cursor, Stored>,
}

impl Found {
    /// Whether a record of that time may be among them.
    fn takes(&self, time: i64) -> bool {
        let last = if self.newest { self.places.keys().next() } else { self.places.keys().last() };
        self.places.len() < self.most
            || last.is_none_or(|last| {
                let last = last.timestamp.millis();
                if self.newest { time >= last } else { time <= last }
            })
    }

    fn take(&mut self, stored: Stored) {
        self.places.insert(Cursor::behind(&stored), stored);
        if self.places.len() > self.most {
            if self.newest {
                self.places.pop_first()
            } else {
                self.places.pop_last()
            };
        }
    }
}

/// The files with records, those first that may have the first ones.
fn by_time(catalog: &Catalog, newest: bool) -> Vec<(File, Extent)> {
    let mut files: Vec<_> = catalog.filled().collect();
    files.sort_by_key(|(_, extent)| if newest { -extent.time.1 } else { extent.time.0 });
    files
}

/// How many records there are over time.
pub(crate) fn histogram(
    catalog: &Catalog,
    patience: &Patience,
    query: &HistogramQuery,
) -> Result<Histogram, StoreError> {
    let time = Condition::Time { from: Some(query.from), until: Some(query.until) };
    let filter = Filter::on(columns::timestamp(), time).and(query.filter.clone());
    let start = format!("timestamp - (timestamp - {}) % {}", query.from, query.step);
    let value = query.by.map_or("NULL", value_of);
    let grid = [query.from, query.step];
    let mut buckets: BTreeMap<i64, Tally> = BTreeMap::new();
    let mut count = |row: &Row<'_>, count: u64| {
        let value = text(row.get_ref(1)?)?;
        *buckets.entry(row.get(0)?).or_default().entry(value).or_default() += count;
        Ok(true)
    };
    for (file, extent) in by_time(catalog, true) {
        let file = (&file, &extent, patience);
        counted(file, grid, &[&start, value], &filter, &mut count)?;
    }
    Ok(Histogram::of(buckets))
}

/// The values of a column.
pub(crate) fn facet(
    catalog: &Catalog,
    patience: &Patience,
    query: &FacetQuery,
) -> Result<Facet, StoreError> {
    let mut tally = Tally::new();
    let mut count = |row: &Row<'_>, count: u64| {
        *tally.entry(text(row.get_ref(0)?)?).or_default() += count;
        Ok(true)
    };
    let values = [value_of(query.column), "NULL"];
    for (file, extent) in by_time(catalog, true) {
        counted((&file, &extent, patience), [0, 0], &values, &query.filter, &mut count)?;
    }
    Ok(Facet::of(tally, query.limit))
}

/// The column, as SQL; JSON is no value that is counted.
fn value_of(column: &Column) -> &'static str {
    let is_text = |known: &&Column| known.name == column.name && known.name != "metadata";
    COLUMNS.iter().find(is_text).map_or("NULL", |known| known.name)
}

/// Counts by two values: by counts that there are already, where some can tell; else in SQLite where the
/// condition is exact; else record by record. What is made of the time begins at the first of the grid, and
/// is told apart by steps of the second.
fn counted(
    from: (&File, &Extent, &Patience),
    grid: [i64; 2],
    values: &[&str; 2],
    filter: &Filter,
    count: &mut dyn FnMut(&Row<'_>, u64) -> rusqlite::Result<bool>,
) -> Result<(), StoreError> {
    let [first, second] = values;
    let plan = Plan::of(filter);
    if !plan.prefilter.exact {
        let columns = format!("{first}, {second}, {}", *layout::RECORD);
        return each(from, &plan, &columns, "", |row| {
            let stored = layout::decode_from(row, 2)?;
            if filter.holds(&stored.record) { count(row, 1) } else { Ok(true) }
        });
    }
    let (file, extent, _) = from;
    let mut plans = Vec::new();
    if let File::Sealed(_) = file {
        let able = ROLLUPS.iter().filter(|rollup| tells(rollup, grid, values));
        plans.extend(able.map(|rollup| Plan::of_counts(rollup, extent.time, filter)));
        plans.retain(|plan| plan.prefilter.exact);
    }
    plans.push(plan);
    // A value that is none would keep SQLite from counting along an index.
    let group = if *second == "NULL" { "GROUP BY 1" } else { "GROUP BY 1, 2" };
    let columns = |plan: &Plan| format!("{first}, {second}, {}", plan.count);
    first_of(from, &plans, columns, group, |row| {
        let counted: i64 = row.get(2)?;
        count(row, counted.cast_unsigned())
    })
}

/// Whether counts tell values apart: columns, or what is made of the time.
fn tells(rollup: &Rollup, grid: [i64; 2], values: &[&str; 2]) -> bool {
    let is_counted = |value: &&str| {
        *value == "NULL" || value.starts_with("timestamp -") || rollup.columns.contains(value)
    };
    grid.iter().all(|time| time % rollup.step == 0) && values.iter().all(is_counted)
}

/// Goes through the rows of a file until told to stop; through none where it has none of that time.
fn each(
    from: (&File, &Extent, &Patience),
    plan: &Plan,
    columns: &str,
    order: &str,
    visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
) -> Result<(), StoreError> {
    first_of(from, std::slice::from_ref(plan), |_| columns.to_owned(), order, visit)
}

/// The same by the first of some plans for which the file has the table.
fn first_of(
    (file, extent, patience): (&File, &Extent, &Patience),
    plans: &[Plan],
    columns: impl Fn(&Plan) -> String,
    order: &str,
    mut visit: impl FnMut(&Row<'_>) -> rusqlite::Result<bool>,
) -> Result<(), StoreError> {
    if !plans.iter().all(|plan| plan.overlaps(extent)) {
        return Ok(());
    }
    let mut read = || {
        let conn = patience.open(file.path())?;
        for plan in plans {
            if !plan.is_for(&conn)? {
                continue;
            }
            let Some((table, prefilter)) = plan.on(&conn, extent)? else { return Ok(()) };
            let (columns, clause) = (columns(plan), prefilter.clause());
            let mut statement =
                conn.prepare(&format!("SELECT {columns} FROM {table} {clause} {order}"))?;
            let mut rows = statement.query(params_from_iter(&prefilter.values))?;
            while let Some(row) = rows.next()? {
                if !visit(row)? {
                    break;
                }
            }
            return Ok(());
        }
        Ok(())
    };
    read().map_err(|error| patience.error(file.path(), &error))
}

/// A value as a text.
fn text(value: ValueRef<'_>) -> rusqlite::Result<Option<String>> {
    Ok(match value {
        ValueRef::Integer(number) => Some(number.to_string()),
        value => value.as_str_or_null()?.map(str::to_owned),
    })
}
