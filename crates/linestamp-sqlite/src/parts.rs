//! As much of records as is looked at, where SQLite has it: nothing is copied of those that a filter does
//! not mean, nor read of the other columns.

use std::cell::{Cell, OnceCell};

use linestamp_filter::Cells;
use linestamp_schema::{COLUMNS, CellRef, Column, Kind, Timestamp};
use rusqlite::types::ValueRef;
use rusqlite::{Error, Result, Row};
use serde_json::{Map, Value};

use crate::layout;

/// The columns that are looked at.
pub(crate) struct Parts(Vec<&'static Column>);

impl Parts {
    pub(crate) fn of(is_looked_at: impl Fn(&Column) -> bool) -> Parts {
        Parts(COLUMNS.iter().filter(|column| is_looked_at(column)).collect())
    }

    /// Their names behind others, for a question.
    pub(crate) fn behind(&self, others: &str) -> String {
        let names = self.0.iter().map(|column| column.name);
        std::iter::once(others).chain(names).collect::<Vec<_>>().join(", ")
    }

    /// What a row has that has them from a place on.
    pub(crate) fn of_row<'r>(&'r self, row: &'r Row<'r>, first: usize) -> PartsOfRow<'r> {
        let (metadata, failed) = (OnceCell::new(), Cell::new(None));
        PartsOfRow { columns: &self.0, row, first, metadata, failed }
    }
}

/// As much of one record.
pub(crate) struct PartsOfRow<'r> {
    columns: &'r [&'static Column],
    row: &'r Row<'r>,
    first: usize,
    metadata: OnceCell<Map<String, Value>>,
    failed: Cell<Option<Error>>,
}

impl PartsOfRow<'_> {
    /// Whether all that was asked for could be read.
    pub(crate) fn done(self) -> Result<()> {
        self.failed.into_inner().map_or(Ok(()), Err)
    }

    fn read(&self, column: &Column) -> Result<Option<CellRef<'_>>> {
        let Some(at) = self.columns.iter().position(|own| own.name == column.name) else {
            return Ok(None);
        };
        let place = self.first + at;
        Ok(match self.row.get_ref(place)? {
            ValueRef::Null => None,
            ValueRef::Integer(millis) => Timestamp::from_millis(millis).map(CellRef::Timestamp),
            text if column.kind == Kind::Json => {
                if self.metadata.get().is_none() {
                    let _ = self.metadata.set(layout::json(place, text)?);
                }
                self.metadata.get().map(CellRef::Json)
            }
            text => Some(CellRef::Text(text.as_str()?)),
        })
    }
}

impl Cells for PartsOfRow<'_> {
    fn cell(&self, column: &Column) -> Option<CellRef<'_>> {
        self.read(column).unwrap_or_else(|error| {
            self.failed.set(Some(error));
            None
        })
    }
}
