//! Counts of a sealed file's records, for questions that ask for nothing else.
//!
//! All of them are made with one look at each record: to have SQLite sort the records for each takes several times
//! as long.

use std::collections::HashMap;
use std::rc::Rc;

use rusqlite::{Connection, Row};

/// Counts by a step of time and by some columns. A step has the name of the time, and is where it begins.
#[derive(Debug)]
pub(crate) struct Rollup {
    /// The table.
    pub(crate) table: &'static str,
    /// In milliseconds.
    pub(crate) step: i64,
    /// The columns whose values are told apart.
    pub(crate) columns: &'static [&'static str],
    /// There is none where it would have more rows than this part of the records.
    part: f64,
}

/// One step for all times, as if the records of a file had one.
const WHOLE: i64 = i64::MAX;

/// The lines of a file.
pub(crate) const LINES: &str = "lines";

/// Those with the fewest rows first: in `overview` workspaces, of which there may be thousands, are not told
/// apart. Code has few lines that log, and few of them with more than one level; texts that come from elsewhere may
/// be as many as the records. Files of an earlier version have `rollup` alone, or `overview` and `rollup`.
pub(crate) const ROLLUPS: [Rollup; 4] = [
    Rollup { table: LINES, step: WHOLE, columns: &["source_location"], part: 0.25 },
    Rollup {
        table: "overview",
        step: 5_000,
        columns: &["environment", "level", "service", "event_type", "version"],
        part: 1.0,
    },
    Rollup {
        table: "rollup",
        step: 60_000,
        columns: &["environment", "level", "service", "workspace_id"],
        part: 1.0,
    },
    Rollup {
        table: "lines_by_kind",
        step: WHOLE,
        columns: &["environment", "level", "service", "source_location"],
        part: 0.25,
    },
];

/// Adds the tables to a file that is being built, whose records are there.
pub(crate) fn create(conn: &Connection) -> rusqlite::Result<()> {
    let mut names: Vec<&str> = ROLLUPS.iter().flat_map(|rollup| rollup.columns).copied().collect();
    names.sort_unstable();
    names.dedup();
    let mut countings: Vec<_> =
        ROLLUPS.iter().map(|rollup| Counting::new(rollup, &names)).collect();
    let mut texts = Texts::default();
    let mut records = 0_usize;
    let mut statement =
        conn.prepare(&format!("SELECT timestamp, {} FROM records", names.join(", ")))?;
    let mut rows = statement.query([])?;
    let mut values = vec![0; names.len()];
    while let Some(row) = rows.next()? {
        texts.read(row, &mut values)?;
        let time = row.get(0)?;
        countings.iter_mut().for_each(|counting| counting.add(time, &values));
        records += 1;
    }
    countings.into_iter().try_for_each(|counting| counting.write(conn, &texts, records))
}

/// Texts as numbers; none at all is 0.
#[derive(Default)]
struct Texts {
    numbers: HashMap<Rc<str>, usize>,
    all: Vec<Rc<str>>,
}

impl Texts {
    /// The numbers of a row's texts, which are behind its time.
    fn read(&mut self, row: &Row<'_>, values: &mut [usize]) -> rusqlite::Result<()> {
        for (place, value) in (1..).zip(values) {
            *value = row.get_ref(place)?.as_str_or_null()?.map_or(0, |text| self.number(text));
        }
        Ok(())
    }

    fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        let text: Rc<str> = text.into();
        self.all.push(Rc::clone(&text));
        self.numbers.insert(text, self.all.len());
        self.all.len()
    }

    fn text(&self, number: usize) -> Option<&str> {
        number.checked_sub(1).map(|place| &*self.all[place])
    }
}

/// The most columns of a rollup.
const MOST: usize = 5;

/// A step, and a number for each column.
type Key = (i64, [usize; MOST]);

/// A rollup that is being made.
struct Counting {
    rollup: &'static Rollup,
    /// Where its columns are among those that are read.
    places: Vec<usize>,
    counts: HashMap<Key, i64>,
}

impl Counting {
    fn new(rollup: &'static Rollup, names: &[&str]) -> Counting {
        let place = |column: &&str| names.iter().position(|name| name == column);
        let places = rollup.columns.iter().filter_map(place).collect();
        Counting { rollup, places, counts: HashMap::new() }
    }

    fn add(&mut self, time: i64, values: &[usize]) {
        let mut key = (time - time % self.rollup.step, [0; MOST]);
        for (number, place) in key.1.iter_mut().zip(&self.places) {
            *number = values[*place];
        }
        *self.counts.entry(key).or_default() += 1;
    }

    fn write(self, conn: &Connection, texts: &Texts, records: usize) -> rusqlite::Result<()> {
        let Rollup { table, columns, part, .. } = self.rollup;
        if self.counts.len() as f64 > records as f64 * part {
            return Ok(());
        }
        let marks = ", ?".repeat(columns.len());
        conn.execute_batch(&format!(
            "CREATE TABLE {table} (timestamp INTEGER NOT NULL, {} TEXT, rows INTEGER NOT NULL) STRICT",
            columns.join(" TEXT, ")
        ))?;
        let mut insert = conn.prepare(&format!("INSERT INTO {table} VALUES (?{marks}, ?)"))?;
        let mut counts: Vec<(Key, i64)> = self.counts.into_iter().collect();
        counts.sort_unstable();
        for ((step, numbers), count) in counts {
            let values = numbers.iter().take(columns.len()).map(|number| texts.text(*number));
            insert.raw_bind_parameter(1, step)?;
            for (place, value) in (2..).zip(values) {
                insert.raw_bind_parameter(place, value)?;
            }
            insert.raw_bind_parameter(columns.len() + 2, count)?;
            insert.raw_execute()?;
        }
        Ok(())
    }
}
