//! What a filter looks at, of whatever has the cells of a record.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod common;

use common::{filters, records};
use linestamp_filter::{Cells, Filter};
use linestamp_schema::{CellRef, Column, LogRecord};
use proptest::prelude::*;

/// A record of which only the columns that a filter looks at may be asked for.
struct LookedAt<'a>(&'a Filter, &'a LogRecord);

impl Cells for LookedAt<'_> {
    fn cell(&self, column: &Column) -> Option<CellRef<'_>> {
        assert!(self.0.looks_at(column), "{} is not said to be looked at", column.name);
        self.1.cell(column)
    }
}

proptest! {
    #[test]
    fn a_filter_asks_for_the_columns_that_it_looks_at(filter in filters()) {
        for record in records() {
            prop_assert_eq!(filter.holds(&LookedAt(&filter, &record)), filter.holds(&record));
        }
    }
}
