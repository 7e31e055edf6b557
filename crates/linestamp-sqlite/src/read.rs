//! Answers to questions, file by file: by an index where there is one, and by the filter itself.

use std::borrow::Cow;
use std::collections::BTreeMap;

use linestamp_filter::{Condition, Filter};
use linestamp_schema::{COLUMNS, Column, Timestamp, columns};
use linestamp_store::{
    Cursor, Facet, FacetQuery, Histogram, HistogramQuery, Order, Page, Query, Seq, StoreError,
    Stored, Tally, counted,
};
use rusqlite::Row;
use rusqlite::types::ValueRef;

use crate::catalog::{Catalog, File};
use crate::manifest::{Extent, number};
use crate::parts::{Parts, PartsOfRow};
use crate::patience::Patience;
use crate::plan::Plan;
use crate::reading::Reading;
use crate::rollup::{ROLLUPS, Rollup};

/// A page of records.
pub(crate) fn records(
    catalog: &Catalog,
    patience: &Patience,
    query: &Query,
) -> Result<Page, StoreError> {
    let newest = query.order == Order::NewestFirst;
    let plan_of = |filter: &Filter| {
        let plan = Plan::of(filter);
        if let Some(after) = query.after { plan.behind(after, newest) } else { plan }
    };
    // One more than asked for tells whether there is a next page.
    let mut found = Found { newest, most: query.limit.saturating_add(1), places: BTreeMap::new() };
    let mut reading = Reading::new(patience);
    let parts = Parts::of(|column| query.filter.looks_at(column));
    for (first, file, extent) in by_time(catalog, &plan_of(&query.filter), newest) {
        if !found.takes(first) {
            break;
        }
        let plans = [plan_of(&*reading.filter_for(&file, &query.filter)?)];
        let exact = plans[0].prefilter.exact;
        let columns = match exact {
            true => "timestamp, seq".to_owned(),
            false => parts.behind("timestamp, seq"),
        };
        let order = found.order(&file, exact);
        reading.each(
            (&file, &extent),
            &plans,
            |_| columns.clone(),
            &order,
            |row| {
                let time = row.get(0)?;
                if !found.takes(time) {
                    // Behind it in a hot file there may be others all the same.
                    return Ok(matches!(file, File::Hot(_)));
                }
                let looked_at = parts.of_row(row, 2);
                if exact || query.filter.holds(&looked_at) {
                    found.take(time, number(row, 1)?);
                }
                looked_at.done().map(|()| true)
            },
        )?;
        reading.whole(&file, &found.without_record(), |stored| found.fill(stored))?;
    }
    let mut records: Vec<Stored> = found.places.into_values().flatten().collect();
    if newest {
        records.reverse();
    }
    Ok(Page::of(records, query.limit))
}

/// The first ones of a page, as far as they are known.
struct Found {
    newest: bool,
    most: usize,
    /// Each with its record, once that has been read: most that are found first are not among them in the end.
    places: BTreeMap<Cursor, Option<Stored>>,
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

    /// In which order they are looked for in a file: by time where there is an index. A hot file is read as it was
    /// written, those first that are likely to be among the first ones: to sort them takes longer.
    fn order(&self, file: &File, exact: bool) -> String {
        let direction = if self.newest { "DESC" } else { "ASC" };
        if matches!(file, File::Hot(_)) {
            return format!("ORDER BY seq {direction}");
        }
        // Where all that are read are meant, what nobody looks at need not be put in order.
        let most = i64::try_from(self.most).unwrap_or(i64::MAX);
        let limit = if exact { format!("LIMIT {most}") } else { String::new() };
        format!("ORDER BY timestamp {direction}, seq {direction} {limit}")
    }

    fn take(&mut self, time: i64, seq: Seq) {
        let timestamp = Timestamp::from_millis(time).unwrap_or(Timestamp::MAX);
        self.places.insert(Cursor { timestamp, seq }, None);
        if self.places.len() > self.most {
            if self.newest {
                self.places.pop_first()
            } else {
                self.places.pop_last()
            };
        }
    }

    fn without_record(&self) -> Vec<Seq> {
        let without = self.places.iter().filter(|(_, record)| record.is_none());
        without.map(|(place, _)| place.seq).collect()
    }

    fn fill(&mut self, stored: Stored) {
        self.places.insert(Cursor::behind(&stored), Some(stored));
    }
}

/// What there is to read of the time that is meant: from which time on, in which file, and what it has. Those come
/// first that may have the first ones.
fn by_time(catalog: &Catalog, plan: &Plan, newest: bool) -> Vec<(i64, File, Extent)> {
    let meant = catalog.stretches().filter(|(_, extent)| plan.overlaps(extent));
    let first = |(file, extent): (File, Extent)| (plan.first_time(&extent, newest), file, extent);
    let mut stretches: Vec<_> = meant.map(first).collect();
    stretches.sort_by_key(|(first, ..)| if newest { first.saturating_neg() } else { *first });
    stretches
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
    over(catalog, patience, &filter, |reading, from, filter| {
        let mut count = |start, value: Option<Cow<'_, str>>, rows| {
            buckets.entry(start).or_default().add(value.as_deref(), rows);
        };
        let plan = Plan::of(filter);
        if plan.prefilter.exact {
            let counting = Counting { filter, grid, values: [&start, value] };
            return counting.of(from, reading, |row, rows| {
                count(row.get(0)?, text(row.get_ref(1)?)?, rows);
                Ok(())
            });
        }
        let counts = |column: &Column| query.by == Some(column);
        meant(reading, from, (plan, filter), counts, |time, record| {
            let value = query.by.and_then(|column| counted(record, column));
            count(time - (time - query.from) % query.step, value, 1);
        })
    })?;
    Ok(Histogram::of(buckets))
}

/// The values of columns. Where records have to be read, they are read once for all of the columns.
pub(crate) fn facets(
    catalog: &Catalog,
    patience: &Patience,
    query: &FacetQuery,
) -> Result<Vec<Facet>, StoreError> {
    let mut tallies = vec![Tally::default(); query.columns.len()];
    over(catalog, patience, &query.filter, |reading, from, filter| {
        let mut each = tallies.iter_mut().zip(&query.columns);
        let plan = Plan::of(filter);
        if plan.prefilter.exact {
            return each.try_for_each(|(tally, column)| {
                let counting =
                    Counting { filter, grid: [0, 0], values: [value_of(column), "NULL"] };
                counting.of(from, reading, |row, rows| {
                    tally.add(text(row.get_ref(0)?)?.as_deref(), rows);
                    Ok(())
                })
            });
        }
        let mut each: Vec<_> = each.collect();
        let counts = |column: &Column| query.columns.contains(&column);
        meant(reading, from, (plan, filter), counts, |_, record| {
            for (tally, column) in &mut each {
                tally.add(counted(record, column).as_deref(), 1);
            }
        })
    })?;
    Ok(tallies.into_iter().map(|tally| Facet::of(tally, query.limit)).collect())
}

/// Goes over what there is to read for a filter, with the filter as it is for each file.
fn over(
    catalog: &Catalog,
    patience: &Patience,
    filter: &Filter,
    mut visit: impl FnMut(&mut Reading<'_>, (&File, &Extent), &Filter) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut reading = Reading::new(patience);
    let all = Plan::of(filter);
    for (file, extent) in catalog.stretches().filter(|(_, extent)| all.overlaps(extent)) {
        let filter = reading.filter_for(&file, filter)?;
        visit(&mut reading, (&file, &extent), &filter)?;
    }
    Ok(())
}

/// Visits the records that a filter means which SQLite cannot decide: their times, and what is counted of
/// their columns.
fn meant(
    reading: &mut Reading<'_>,
    from: (&File, &Extent),
    (plan, filter): (Plan, &Filter),
    is_counted: impl Fn(&Column) -> bool,
    mut visit: impl FnMut(i64, &PartsOfRow<'_>),
) -> Result<(), StoreError> {
    let parts = Parts::of(|column| filter.looks_at(column) || is_counted(column));
    let columns = parts.behind("timestamp");
    reading.each(
        from,
        &[plan],
        |_| columns.clone(),
        "",
        |row| {
            let (time, looked_at) = (row.get(0)?, parts.of_row(row, 1));
            if filter.holds(&looked_at) {
                visit(time, &looked_at);
            }
            looked_at.done().map(|()| true)
        },
    )
}

/// The column, as SQL; JSON is no value that is counted.
fn value_of(column: &Column) -> &'static str {
    let is_text = |known: &&Column| known.name == column.name && known.name != "metadata";
    COLUMNS.iter().find(is_text).map_or("NULL", |known| known.name)
}

/// Counts by two values what a filter means which SQLite can decide.
struct Counting<'a> {
    filter: &'a Filter,
    /// What is made of the time begins at the first, and is told apart by steps of the second.
    grid: [i64; 2],
    values: [&'a str; 2],
}

impl Counting<'_> {
    /// By counts that there are already, where some can tell; else in SQLite. A row has the values, and how many
    /// records have them.
    fn of(
        &self,
        from: (&File, &Extent),
        reading: &mut Reading<'_>,
        mut count: impl FnMut(&Row<'_>, u64) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let [first, second] = self.values;
        let mut plans = self.rollups(from);
        plans.push(Plan::of(self.filter));
        // A value that is none would keep SQLite from counting along an index.
        let group = if second == "NULL" { "GROUP BY 1" } else { "GROUP BY 1, 2" };
        let columns = |plan: &Plan| format!("{first}, {second}, {}", plan.count);
        reading.each(from, &plans, columns, group, |row| {
            let counted: i64 = row.get(2)?;
            count(row, counted.cast_unsigned())?;
            Ok(true)
        })
    }

    /// Those counts that can tell.
    fn rollups(&self, (file, extent): (&File, &Extent)) -> Vec<Plan> {
        if matches!(file, File::Hot(_)) {
            return Vec::new();
        }
        let able = ROLLUPS.iter().filter(|rollup| self.are_told_by(rollup));
        let plans = able.map(|rollup| Plan::of_counts(rollup, extent.time, self.filter));
        plans.filter(|plan| plan.prefilter.exact).collect()
    }

    /// Whether counts tell the values apart: columns, or what is made of the time.
    fn are_told_by(&self, rollup: &Rollup) -> bool {
        let is_counted = |value: &&str| {
            *value == "NULL" || value.starts_with("timestamp -") || rollup.columns.contains(value)
        };
        self.grid.iter().all(|time| time % rollup.step == 0) && self.values.iter().all(is_counted)
    }
}

/// A value as a text.
fn text(value: ValueRef<'_>) -> rusqlite::Result<Option<Cow<'_, str>>> {
    Ok(match value {
        ValueRef::Integer(number) => Some(number.to_string().into()),
        value => value.as_str_or_null()?.map(Cow::from),
    })
}
