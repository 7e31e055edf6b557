//! What is wrong with a filter's text.

use std::fmt;
use std::ops::Range;

use linestamp_schema::visible;
use unicode_width::UnicodeWidthStr as _;

/// What is wrong with a filter's text, where, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterError {
    at: (usize, usize),
    what: String,
    help: String,
}

impl FilterError {
    pub(crate) fn new(
        at: (usize, usize),
        what: impl Into<String>,
        help: impl Into<String>,
    ) -> FilterError {
        FilterError { at, what: what.into(), help: help.into() }
    }

    /// The characters to blame: the first, and the one behind the last, counted from 0 in Unicode
    /// scalar values. Both are the text's length where something is missing at its end.
    #[must_use]
    pub fn at(&self) -> (usize, usize) {
        self.at
    }

    /// Those characters as bytes of the text.
    #[must_use]
    pub fn range(&self, text: &str) -> Range<usize> {
        let (from, until) = self.at;
        let place = |chars: usize| text.char_indices().nth(chars).map_or(text.len(), |(at, _)| at);
        place(from)..place(until.max(from))
    }

    /// What is wrong, in one sentence without a full stop.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }

    /// The text and a line that points at those characters, as a terminal shows them: characters that
    /// are not seen as themselves are escapes, and wide ones take two columns.
    #[must_use]
    pub fn render(&self, text: &str) -> String {
        let Range { start, end } = self.range(text);
        let width = |part: &str| visible(part).width();
        let (before, carets) = (width(&text[..start]), width(&text[start..end]).max(1));
        format!("{}\n{:before$}{:^^carets$}", visible(text), "", "")
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.what, self.help)
    }
}

impl std::error::Error for FilterError {}
