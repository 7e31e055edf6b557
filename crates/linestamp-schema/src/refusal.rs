//! Why a record is not taken.

use std::fmt;

use crate::metadata::{MAX_DEPTH, MAX_METADATA_BYTES};

/// How much of what was sent an error repeats.
const SHOWN: usize = 64;

/// A record that is not taken: which field is to blame, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    field: String,
    why: Why,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Why {
    /// The record is not a JSON object but this; the field is `record`.
    NotAnObject(&'static str),
    /// It has to be there.
    Missing,
    /// It may not be empty.
    Empty,
    /// It has to be text, and is this.
    NotText(&'static str),
    /// It is a word that means nothing here.
    UnknownWord {
        /// The word.
        found: String,
        /// Those that do.
        known: String,
    },
    /// It is neither milliseconds nor RFC 3339.
    NotATime,
    /// It is a time before 1970 or after 9999.
    OutOfRange,
    /// It has more characters than this.
    TooLong(usize),
    /// It is nested deeper than [`MAX_DEPTH`].
    TooDeep,
    /// All metadata together is larger than [`MAX_METADATA_BYTES`].
    TooLarge,
}

impl Refusal {
    pub(crate) fn new(field: &str, why: Why) -> Refusal {
        Refusal { field: field.to_owned(), why }
    }

    /// The field's name: a column's, or that of a key that has none.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// What is wrong with it.
    #[must_use]
    pub fn why(&self) -> &Why {
        &self.why
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` ", shortened(&self.field))?;
        match &self.why {
            Why::NotAnObject(found) => write!(f, "is {found}: send a JSON object"),
            Why::Missing => f.write_str("is missing: give the record one"),
            Why::Empty => f.write_str("is empty: give it a value or leave it out"),
            Why::NotText(found) => write!(f, "is {found}: it has to be text"),
            Why::UnknownWord { found, known } => {
                write!(f, "is {:?}: it has to be one of {known}", shortened(found))
            }
            Why::NotATime => {
                f.write_str("is not a time: it has to be Unix milliseconds or RFC 3339")
            }
            Why::OutOfRange => {
                f.write_str("is out of range: it has to be from the years 1970 to 9999")
            }
            Why::TooLong(limit) => {
                write!(f, "is too long: shorten it to {limit} characters")
            }
            Why::TooDeep => write!(f, "is nested deeper than {MAX_DEPTH} levels: flatten it"),
            Why::TooLarge => {
                write!(f, "is larger than {MAX_METADATA_BYTES} bytes of JSON: send less of it")
            }
        }
    }
}

impl std::error::Error for Refusal {}

/// The start of a text that somebody else chose.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
