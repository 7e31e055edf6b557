//! The line of a text that a message speaks of, cropped to what a person can read.
//!
//! It is cut out while the text is at hand, so that a report keeps no texts: a tree's worth of
//! messages fits in memory, and a minified file of 10 MB on one line shows as one short line.

use std::ops::Range;

use linestamp_transform::{ByteSpan, LineTable, Position};

/// How many bytes of a line are shown before and after the place, where it is too long.
const AROUND: usize = 80;

/// The longest line that is shown whole, in bytes.
const LONGEST: usize = 240;

/// A place in a text, with the line that it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Where it begins.
    pub start: Position,
    /// Where it ends.
    pub end: Position,
    /// The line, or the part of it around the place.
    pub line: String,
    /// The bytes of `line` that the message speaks of.
    pub marked: Range<usize>,
}

impl Place {
    /// The place of a span; the span is clipped to the text.
    #[must_use]
    pub fn new(text: &str, table: &LineTable, span: ByteSpan) -> Place {
        let from = floor(text, span.start.min(text.len()));
        let to = floor(text, span.end.clamp(from, text.len()));
        let start = table.position(text, from);
        let end = table.position(text, to);
        let line_start = table.start(start.line);
        let line_end = line_start + line_length(&text[line_start..]);
        let line = &text[line_start..line_end];
        let marked = from.min(line_end) - line_start..to.min(line_end) - line_start;
        let (line, marked) = crop(line, marked);
        Place { start, end, line, marked }
    }
}

/// The length of the first line without its line break, as V8 ends lines.
fn line_length(text: &str) -> usize {
    text.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(text.len())
}

fn crop(line: &str, marked: Range<usize>) -> (String, Range<usize>) {
    if line.len() <= LONGEST {
        return (line.to_owned(), marked);
    }
    let from = floor(line, marked.start.saturating_sub(AROUND));
    let marked_end = marked.end.min(marked.start + AROUND);
    let to = floor(line, (marked_end + AROUND).min(line.len()));
    let before = if from > 0 { "…" } else { "" };
    let after = if to < line.len() { "…" } else { "" };
    let shift = |at: usize| floor(line, at) - from + before.len();
    let marked = shift(marked.start)..shift(marked_end);
    (format!("{before}{}{after}", &line[from..to]), marked)
}

/// The last boundary of a character at or before an offset.
fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str, start: usize, end: usize) -> Place {
        Place::new(text, &LineTable::new(text), ByteSpan { start, end })
    }

    #[test]
    fn a_short_line_is_kept_whole() {
        let place = place("a\nbcd\ne", 3, 4);
        assert_eq!((place.line.as_str(), place.marked), ("bcd", 1..2));
        assert_eq!((place.start.line.get(), place.start.column.get()), (2, 2));
    }

    #[test]
    fn a_span_over_lines_is_marked_to_the_end_of_the_first() {
        let place = place("foo(\r\n)", 0, 7);
        assert_eq!((place.line.as_str(), place.marked), ("foo(", 0..4));
        assert_eq!(place.end.line.get(), 2);
    }

    #[test]
    fn a_long_line_is_cropped_around_the_place() {
        let text = format!("{}x{}", "é".repeat(5000), "é".repeat(5000));
        let place = place(&text, 10_000, 10_001);
        assert!(place.line.len() < LONGEST);
        assert_eq!(&place.line[place.marked], "x");
    }

    #[test]
    fn a_span_beyond_the_text_is_clipped() {
        assert_eq!(place("ab", 7, 9).marked, 2..2);
    }
}
