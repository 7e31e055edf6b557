//! From what is behind a colon to a condition.
//!
//! | written | means |
//! |---|---|
//! | `value`, `"a value"` | is; in the message, holds |
//! | `=value` | is |
//! | `~value` | holds, whatever the case |
//! | `value*`, `"a value"*` | starts so |
//! | `*` | is there |
//! | `>1`, `>=1`, `<1`, `<=1`, `1..2` | numbers, levels and times in an order |

use std::ops::Bound;

use linestamp_schema::{CallSite, Column, Environment, Kind, Level, Timestamp, columns};

use super::on_metadata;
use super::scan::{Scanner, Word};
use crate::error::FilterError;
use crate::filter::{Condition, Filter};
use crate::fold::fold;
use crate::names::nearest;

/// Reads values.
pub(super) struct Values {
    pub(super) now: Timestamp,
    /// Where the field is named.
    pub(super) name_at: (usize, usize),
}

/// How a value is compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Compared {
    /// As suits the field.
    Usually,
    Is,
    Holds,
    Starts,
    Present,
    Above,
    AtLeast,
    Below,
    AtMost,
    /// Up to that value.
    Between,
}

/// A value as it is written.
pub(super) struct Written {
    pub(super) how: Compared,
    pub(super) word: Word,
    /// The end of a range.
    pub(super) until: Option<String>,
    pub(super) at: (usize, usize),
}

const SIGNS: [(&str, Compared); 6] = [
    (">=", Compared::AtLeast),
    ("<=", Compared::AtMost),
    (">", Compared::Above),
    ("<", Compared::Below),
    ("=", Compared::Is),
    ("~", Compared::Holds),
];

impl Values {
    /// A test on a value in the metadata.
    pub(super) fn of_metadata(
        &self,
        scan: &mut Scanner,
        path: Vec<String>,
    ) -> Result<Filter, FilterError> {
        let written = self.written(scan)?;
        let number = |text: &str| {
            text.parse::<f64>().ok().filter(|number| number.is_finite()).ok_or_else(|| {
                FilterError::new(written.at, format!("{text:?} is no number"), "compare with one")
            })
        };
        let (from, until) = match (written.how, &written.until) {
            (Compared::Between, Some(until)) => {
                (Bound::Included(number(&written.word.text)?), Bound::Included(number(until)?))
            }
            (Compared::Above, _) => {
                (Bound::Excluded(number(&written.word.text)?), Bound::Unbounded)
            }
            (Compared::AtLeast, _) => {
                (Bound::Included(number(&written.word.text)?), Bound::Unbounded)
            }
            (Compared::Below, _) => {
                (Bound::Unbounded, Bound::Excluded(number(&written.word.text)?))
            }
            (Compared::AtMost, _) => {
                (Bound::Unbounded, Bound::Included(number(&written.word.text)?))
            }
            _ => return Ok(on_metadata(path, written.of_text(Compared::Is))),
        };
        Ok(on_metadata(path, Condition::Number { from, until }))
    }

    /// A test on a column.
    pub(super) fn of_column(
        &self,
        scan: &mut Scanner,
        column: &'static Column,
    ) -> Result<Filter, FilterError> {
        let written = self.written(scan)?;
        if written.how == Compared::Present {
            return Ok(Filter::on(column, Condition::Present));
        }
        match column.kind {
            Kind::Timestamp => return self.of_timestamp(&written, column),
            Kind::Level if written.is_word() => return written.of_level(column),
            Kind::Environment if matches!(written.how, Compared::Usually | Compared::Is) => {
                let known = || Environment::ALL.into_iter().map(Environment::as_str);
                let word = Environment::of(&written.word.text).map(Environment::as_str);
                let word = word.ok_or_else(|| written.no_word("environment", known()))?;
                return Ok(Filter::on(column, Condition::Is(word.to_owned())));
            }
            _ => {}
        }
        written.refuse_order(column)?;
        let usual = if column.name == "message" { Compared::Holds } else { Compared::Is };
        Ok(Filter::on(column, written.of_text(usual)))
    }

    /// A test on the file and line.
    pub(super) fn of_place(&self, scan: &mut Scanner) -> Result<Filter, FilterError> {
        let written = self.written(scan)?;
        let column = columns::source_location();
        written.refuse_order(column)?;
        if written.how != Compared::Usually {
            return Ok(Filter::on(column, written.of_text(Compared::Is)));
        }
        let text = written.word.text;
        let condition = match text.parse::<CallSite>() {
            Ok(site) => Condition::At {
                file: site.file().to_owned(),
                line: Some(site.line().get()),
                column: site.column().map(u32::from),
            },
            Err(_) => Condition::At { file: text, line: None, column: None },
        };
        Ok(Filter::on(column, condition))
    }

    /// Reads what is behind the colon.
    pub(super) fn written(&self, scan: &mut Scanner) -> Result<Written, FilterError> {
        let begin = scan.place();
        let mut how = Compared::Usually;
        for (sign, meaning) in SIGNS {
            if how == Compared::Usually && scan.take_all(sign) {
                how = meaning;
            }
        }
        let mut word = scan.word(false)?;
        let mut until = None;
        if word.quoted && scan.take('*') {
            how = Compared::Starts;
        } else if !word.quoted && matches!(how, Compared::Usually | Compared::Is) {
            if word.text == "*" {
                how = Compared::Present;
            } else if let Some(start) = word.text.strip_suffix('*') {
                (word.text, how) = (start.to_owned(), Compared::Starts);
            } else if let (Compared::Usually, Some((from, to))) = (how, word.text.split_once(".."))
            {
                until = Some(to.to_owned());
                (word.text, how) = (from.to_owned(), Compared::Between);
            }
        }
        let at = (begin, scan.place());
        if word.text.is_empty() && !word.quoted && until.is_none() {
            return Err(FilterError::new(
                (self.name_at.0, at.1),
                "a value is missing",
                "write one behind the colon, or `*` for any",
            ));
        }
        Ok(Written { how, word, until, at })
    }
}

impl Written {
    /// Of a column without order only what suits a text can be asked.
    fn refuse_order(&self, column: &Column) -> Result<(), FilterError> {
        if self.is_text() || self.how == Compared::Present {
            return Ok(());
        }
        Err(FilterError::new(
            self.at,
            format!("{} has no order", column.name),
            "compare timestamp, level or numbers in the metadata; put a text in quotes",
        ))
    }

    fn is_text(&self) -> bool {
        use Compared::{Holds, Is, Starts, Usually};
        matches!(self.how, Usually | Is | Holds | Starts)
    }

    /// Whether the value is one of a few words, not a part of one.
    fn is_word(&self) -> bool {
        !matches!(self.how, Compared::Holds | Compared::Starts | Compared::Present)
    }

    /// The condition on a text, by how that field is compared usually.
    fn of_text(&self, usual: Compared) -> Condition {
        let how = if self.how == Compared::Usually { usual } else { self.how };
        let text = self.word.text.clone();
        match how {
            Compared::Holds => Condition::Contains(fold(&text)),
            Compared::Starts => Condition::StartsWith(text),
            Compared::Present => Condition::Present,
            _ => Condition::Is(text),
        }
    }

    /// Levels in the order of their seriousness, the most serious above.
    fn of_level(&self, column: &'static Column) -> Result<Filter, FilterError> {
        let level = |text: &str| {
            let known = || Level::ALL.into_iter().map(Level::as_str);
            Level::of(text).ok_or_else(|| self.no_word("level", known()))
        };
        let named = level(&self.word.text)?;
        let end = self.until.as_deref().map(level).transpose()?.unwrap_or(named);
        let (low, high) = (named.max(end), named.min(end));
        let meant = |level: &Level| match self.how {
            Compared::Above => *level < named,
            Compared::AtLeast => *level <= named,
            Compared::Below => *level > named,
            Compared::AtMost => *level >= named,
            _ => (high..=low).contains(level),
        };
        let is = |level: Level| Filter::on(column, Condition::Is(level.as_str().to_owned()));
        let mut levels: Vec<Filter> = Level::ALL.into_iter().filter(meant).map(is).collect();
        match levels.len() {
            0 => Err(FilterError::new(self.at, "there is no such level", "compare with another")),
            1 => Ok(levels.remove(0)),
            _ => Ok(Filter::Or(levels)),
        }
    }

    fn no_word<'w>(&self, what: &str, known: impl Iterator<Item = &'w str>) -> FilterError {
        let known: Vec<&str> = known.collect();
        let text = &self.word.text;
        let help = match nearest(text, known.iter().copied()) {
            Some(word) => format!("did you mean `{word}`?"),
            None => format!("there are {}", known.join(", ")),
        };
        FilterError::new(self.at, format!("there is no {what} {text:?}"), help)
    }
}
