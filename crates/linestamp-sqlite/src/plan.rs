//! How a question is put to a file: to all of its records, by the indexes that SQLite chooses; to
//! the blocks of them in which a text may be; or to counts of them.

use std::borrow::Cow;

use linestamp_filter::{Condition, Field, Filter};
use linestamp_store::Cursor;
use rusqlite::Connection;

use crate::manifest::Extent;
use crate::prefilter::{Prefilter, Table};
use crate::rollup::Rollup;
use crate::trigrams::Wanted;

/// Those blocks alone of a file's records, whatever index there would be.
const BY_BLOCKS: &str = "blocks CROSS JOIN records NOT INDEXED ON seq BETWEEN first AND last";

/// The table of all records.
const RECORDS: &str = "records";

/// Blocks are read if they are at most this part of a file: of a text that more have, the newest
/// records are found sooner by their time.
const PART: f64 = 0.25;

/// What is known of a question before a file is opened.
pub(crate) struct Plan {
    pub(crate) prefilter: Prefilter,
    /// What counts records.
    pub(crate) count: &'static str,
    table: &'static str,
    wanted: Option<Wanted>,
    time: (i64, i64),
}

impl Plan {
    /// For the records that a filter means.
    pub(crate) fn of(filter: &Filter) -> Plan {
        let wanted = if names_few(filter) { None } else { Wanted::of(filter) };
        let prefilter = Prefilter::of(filter);
        Plan { prefilter, count: "count(*)", table: RECORDS, wanted, time: time(filter) }
    }

    /// For the counts of a file with times from the first to the second.
    pub(crate) fn of_counts(rollup: &'static Rollup, times: (i64, i64), filter: &Filter) -> Plan {
        let prefilter = Prefilter::on(Table::Rollup(rollup, times), filter);
        let (count, table) = ("sum(rows)", rollup.table);
        Plan { prefilter, count, table, wanted: None, time: time(filter) }
    }

    /// The same for those records alone that come behind a place.
    pub(crate) fn behind(mut self, place: Cursor, newest: bool) -> Plan {
        let time = place.timestamp.millis();
        let behind = if newest {
            self.time.1 = self.time.1.min(time + 1);
            "<"
        } else {
            self.time.0 = self.time.0.max(time);
            ">"
        };
        let place = vec![time.into(), place.seq.cast_signed().into()];
        self.prefilter = self.prefilter.and(&format!("(timestamp, seq) {behind} (?, ?)"), place);
        self
    }

    /// Whether a file has the table: that of the records is in every one.
    pub(crate) fn is_for(&self, conn: &Connection) -> rusqlite::Result<bool> {
        Ok(self.table == RECORDS || conn.table_exists(None, self.table)?)
    }

    /// Whether a file may have records that are meant, by their times.
    pub(crate) fn overlaps(&self, extent: &Extent) -> bool {
        extent.time.1 >= self.time.0 && extent.time.0 < self.time.1
    }

    /// The time of the first record that is meant, if a file has one: at the earliest in that order.
    pub(crate) fn first_time(&self, extent: &Extent, newest: bool) -> i64 {
        if newest {
            extent.time.1.min(self.time.1.saturating_sub(1))
        } else {
            extent.time.0.max(self.time.0)
        }
    }

    /// What to read in a file, and under which condition; `None` if nothing.
    pub(crate) fn on(
        &self,
        conn: &Connection,
        extent: &Extent,
    ) -> rusqlite::Result<Option<(&'static str, Cow<'_, Prefilter>)>> {
        let all = Some((self.table, Cow::Borrowed(&self.prefilter)));
        let Some(wanted) = &self.wanted else { return Ok(all) };
        let Some((having, count)) = wanted.blocks(conn)? else { return Ok(all) };
        if having.is_empty() {
            return Ok(None);
        }
        let part = having.len() as f64 / f64::from(count);
        if part > PART || part > self.part_of_time(extent) {
            return Ok(all);
        }
        let list = serde_json::Value::from(having).to_string();
        let only = "block IN (SELECT value FROM json_each(?))";
        Ok(Some((BY_BLOCKS, Cow::Owned(self.prefilter.clone().and(only, vec![list.into()])))))
    }

    /// About which part of a file's records are of the time that is meant.
    fn part_of_time(&self, extent: &Extent) -> f64 {
        let (oldest, latest) = extent.time;
        let span = |from: i64, until: i64| until.saturating_sub(from).saturating_add(1) as f64;
        span(oldest.max(self.time.0), latest.min(self.time.1)) / span(oldest, latest)
    }
}

/// From when, and before when.
fn time(filter: &Filter) -> (i64, i64) {
    let (from, until) = filter.time_range();
    (from.unwrap_or(i64::MIN), until.unwrap_or(i64::MAX))
}

/// Whether an index leads to a handful of records: those of a trace or request.
fn names_few(filter: &Filter) -> bool {
    match filter {
        Filter::And(all) => all.iter().any(names_few),
        Filter::Test(test) => {
            let is_narrow = |name: &str| name == "trace_id" || name == "request_id";
            matches!(&test.field, Field::Column(column) if is_narrow(column.name))
                && matches!(test.condition, Condition::Is(_))
        }
        _ => false,
    }
}
