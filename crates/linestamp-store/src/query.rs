//! Questions about records, and answers.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::str::FromStr;

use linestamp_filter::{Cells, Filter};
use linestamp_schema::{CellRef, Column, Timestamp};
use serde::{Deserialize, Serialize};

use crate::stored::{Seq, Stored};

/// Which records, and in which order.
#[derive(Debug, Clone)]
pub struct Query {
    /// Which ones.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// Only those behind this place, in that order.
    pub after: Option<Cursor>,
    /// As many at most; at least 1.
    pub limit: usize,
}

/// By the time of the records; those of one time by their arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The newest first.
    #[default]
    NewestFirst,
    /// The oldest first.
    OldestFirst,
}

/// A place between records: behind the record of that time and arrival.
///
/// Written as `1763000000000-42`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cursor {
    /// The record's time.
    pub timestamp: Timestamp,
    /// The record's place in the order of arrival.
    pub seq: Seq,
}

impl Cursor {
    /// The place behind a record.
    #[must_use]
    pub fn behind(stored: &Stored) -> Cursor {
        Cursor { timestamp: stored.record.timestamp, seq: stored.seq }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.timestamp.millis(), self.seq)
    }
}

impl FromStr for Cursor {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Cursor, &'static str> {
        let read = || {
            let (millis, seq) = text.split_once('-')?;
            let timestamp = Timestamp::from_millis(millis.parse().ok()?)?;
            Some(Cursor { timestamp, seq: seq.parse().ok()? })
        };
        read().ok_or("a cursor is what an earlier answer gave as `next`, unchanged")
    }
}

/// A part of the answer to a [`Query`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Page {
    /// The records, in order.
    pub records: Vec<Stored>,
    /// Where the next page starts; `None` where this was the last one.
    pub next: Option<Cursor>,
}

impl Page {
    /// The page of that many records at most, of those that were found in order: one more than that
    /// tells that there is a next page.
    #[must_use]
    pub fn of(mut records: Vec<Stored>, limit: usize) -> Page {
        let more = records.len() > limit;
        records.truncate(limit);
        let next = records.last().filter(|_| more).map(Cursor::behind);
        Page { records, next }
    }
}

/// How many records there are in each stretch of time.
#[derive(Debug, Clone)]
pub struct HistogramQuery {
    /// Which records.
    pub filter: Filter,
    /// The start of the first bucket, in milliseconds since 1970.
    pub from: i64,
    /// The end of the last bucket, itself outside.
    pub until: i64,
    /// The length of a bucket in milliseconds; at least 1. The last one may be shorter.
    pub step: i64,
    /// The column whose values are counted apart.
    pub by: Option<&'static Column>,
}

/// The answer to a [`HistogramQuery`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Histogram {
    /// Those buckets in which there are records, in the order of time.
    pub buckets: Vec<Bucket>,
}

impl Histogram {
    /// The histogram of what was counted, by the starts of the buckets.
    #[must_use]
    pub fn of(buckets: BTreeMap<i64, Tally>) -> Histogram {
        let bucket = |(start, tally): (i64, Tally)| Bucket { start, counts: tally.sorted() };
        Histogram { buckets: buckets.into_iter().map(bucket).collect() }
    }
}

/// One stretch of time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Bucket {
    /// Its start, in milliseconds since 1970.
    pub start: i64,
    /// The counts, the largest first, those of one size by value; where nothing is counted apart,
    /// one without a value.
    pub counts: Vec<Count>,
}

/// How often each value was seen, while it is counted.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    values: HashMap<String, u64>,
    /// How many records had none.
    without: u64,
}

impl Tally {
    /// Counts so many records with a value, or with none.
    pub fn add(&mut self, value: Option<&str>, records: u64) {
        match value {
            None => self.without += records,
            Some(value) => match self.values.get_mut(value) {
                Some(count) => *count += records,
                // The only time that it is copied.
                None => drop(self.values.insert(value.to_owned(), records)),
            },
        }
    }

    /// The largest first, those of one size by value.
    fn sorted(self) -> Vec<Count> {
        let values = self.values.into_iter();
        let values = values.map(|(value, count)| Count { value: Some(value), count });
        let without = Some(Count { value: None, count: self.without });
        let mut counts: Vec<_> = without.into_iter().chain(values).collect();
        counts.retain(|count| count.count > 0);
        counts.sort_unstable_by(|a, b| (b.count, &a.value).cmp(&(a.count, &b.value)));
        counts
    }
}

/// How many records have a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Count {
    /// The value; `None` of those that have none.
    pub value: Option<String>,
    /// How many records.
    pub count: u64,
}

/// Which values columns have, and how often.
#[derive(Debug, Clone)]
pub struct FacetQuery {
    /// Which records.
    pub filter: Filter,
    /// The columns; not `metadata`.
    pub columns: Vec<&'static Column>,
    /// As many values of each at most.
    pub limit: usize,
}

/// The value of a record's column as it is counted; JSON is none.
#[must_use]
pub fn counted<'a>(record: &'a impl Cells, column: &Column) -> Option<Cow<'a, str>> {
    match record.cell(column)? {
        CellRef::Text(text) => Some(text.into()),
        CellRef::Timestamp(time) => Some(time.millis().to_string().into()),
        CellRef::Json(_) => None,
    }
}

/// The answer to a [`FacetQuery`] about one column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Facet {
    /// The most frequent values, the largest first, those of one size by value.
    pub values: Vec<Count>,
    /// How many records have a value that is not listed.
    pub others: u64,
}

impl Facet {
    /// The facet of what was counted, with that many values at most.
    #[must_use]
    pub fn of(tally: Tally, limit: usize) -> Facet {
        let mut values = tally.sorted();
        let others = values.iter().skip(limit).map(|count| count.count).sum();
        values.truncate(limit);
        Facet { values, others }
    }

    /// How many records there are, with whatever value or none.
    #[must_use]
    pub fn records(&self) -> u64 {
        self.others + self.values.iter().map(|count| count.count).sum::<u64>()
    }
}
