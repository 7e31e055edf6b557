//! A filter as a text that reads back as the same filter.
//!
//! What code alone can build has a text as well, though it may read back as another tree: one that
//! holds of the same records.

mod quote;
mod test;

use std::fmt::{self, Display};

use crate::filter::Filter;
use quote::Quoted;

/// What holds of every record, where something has to be written: each has a level.
const ALL: &str = "level:*";

/// What holds of none.
const NONE: &str = "-level:*";

/// The text, with absolute times; what [`Filter::parse`] gave reads back as the same filter.
impl Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_all() { Ok(()) } else { write!(f, "{}", Part(self)) }
    }
}

impl Filter {
    /// A value as it is written behind a colon: in quotes where it has to be.
    #[must_use]
    pub fn value(text: &str) -> String {
        Quoted { text, is_text: false }.to_string()
    }

    /// Whether nothing is asked for.
    fn is_all(&self) -> bool {
        match self {
            Filter::All => true,
            Filter::And(all) => all.is_empty(),
            _ => false,
        }
    }

    /// Whether several parts are written, with something between them.
    fn is_joined(&self) -> bool {
        matches!(self, Filter::And(parts) | Filter::Or(parts) if !parts.is_empty())
    }
}

/// A filter where another stands beside it, so that it may not be an empty text.
struct Part<'f>(&'f Filter);

impl Display for Part<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            all if all.is_all() => f.write_str(ALL),
            Filter::Or(any) if any.is_empty() => f.write_str(NONE),
            Filter::And(all) => joined(f, all, " ", Filter::is_joined),
            Filter::Or(any) => {
                joined(f, any, " or ", |part| part.is_joined() && matches!(part, Filter::Or(_)))
            }
            Filter::Not(inner) if inner.is_joined() => write!(f, "-({})", Part(inner)),
            Filter::Not(inner) => write!(f, "-{}", Part(inner)),
            Filter::Test(test) => f.write_str(test.written().as_deref().unwrap_or(NONE)),
            Filter::All => Ok(()),
        }
    }
}

fn joined(
    f: &mut fmt::Formatter<'_>,
    parts: &[Filter],
    between: &str,
    in_parentheses: impl Fn(&Filter) -> bool,
) -> fmt::Result {
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            f.write_str(between)?;
        }
        let written = Part(part);
        if in_parentheses(part) { write!(f, "({written})") } else { written.fmt(f) }?;
    }
    Ok(())
}
