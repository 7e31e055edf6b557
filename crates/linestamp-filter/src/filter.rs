//! What a filter consists of.

use linestamp_schema::{Column, Kind};

/// Which records are meant: a tree of tests.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Filter {
    /// Every record.
    #[default]
    All,
    /// Those for which all hold.
    And(Vec<Filter>),
    /// Those for which one holds at least.
    Or(Vec<Filter>),
    /// Those for which it does not hold.
    Not(Box<Filter>),
    /// Those that pass a test.
    Test(Test),
}

/// One field and what has to hold of it. A field that is absent passes no test.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What is looked at.
    pub field: Field,
    /// What has to hold.
    pub condition: Condition,
}

/// What a test looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A column other than `metadata`.
    Column(&'static Column),
    /// A value in the metadata, by the keys that lead to it: `user`, `plan`. A key may hold dots:
    /// neighbouring parts are tried as one key as well. Of an array each element is looked at.
    Metadata(Vec<String>),
}

/// What has to hold of a field.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Condition {
    /// It is there.
    Present,
    /// Its text is this. A number or boolean has the text of its JSON.
    Is(String),
    /// Its text starts so.
    StartsWith(String),
    /// Its text holds this, whatever the case, by Unicode's simple folding. The text here is folded
    /// already, see [`fold`](crate::fold).
    Contains(String),
    /// It is a call site in a file whose path is this or ends in it after a `/`, at that line and column
    /// where they are given. It holds of the column `source_location` alone.
    At {
        /// The end of the path, in whole names.
        file: String,
        /// The line, from 1.
        line: Option<u32>,
        /// The column, from 1, where the line is given too.
        column: Option<u32>,
    },
    /// It is a time from the first to before the second, in milliseconds since 1970.
    Time {
        /// The first one that is meant.
        from: Option<i64>,
        /// The first one that no longer is.
        until: Option<i64>,
    },
    /// It is a number from the first to the second, both included unless told otherwise.
    Number {
        /// The lower bound.
        from: std::ops::Bound<f64>,
        /// The upper bound.
        until: std::ops::Bound<f64>,
    },
}

impl Filter {
    /// Those of these that pass a test on a column.
    #[must_use]
    pub fn on(column: &'static Column, condition: Condition) -> Filter {
        Filter::Test(Test { field: Field::Column(column), condition })
    }

    /// Those for which both hold.
    #[must_use]
    pub fn and(self, other: Filter) -> Filter {
        match (self, other) {
            (Filter::All, filter) | (filter, Filter::All) => filter,
            (Filter::And(mut all), Filter::And(more)) => {
                all.extend(more);
                Filter::And(all)
            }
            (Filter::And(mut all), filter) => {
                all.push(filter);
                Filter::And(all)
            }
            (filter, Filter::And(more)) => {
                Filter::And(std::iter::once(filter).chain(more).collect())
            }
            (one, other) => Filter::And(vec![one, other]),
        }
    }

    /// Whether a test looks at that column; at `metadata`, if it looks at a value in there.
    #[must_use]
    pub fn looks_at(&self, column: &Column) -> bool {
        match self {
            Filter::All => false,
            Filter::And(parts) | Filter::Or(parts) => {
                parts.iter().any(|part| part.looks_at(column))
            }
            Filter::Not(filter) => filter.looks_at(column),
            Filter::Test(test) => match &test.field {
                Field::Column(own) => *own == column,
                Field::Metadata(_) => column.kind == Kind::Json,
            },
        }
    }
}
