//! Where something stands in a file: byte offsets, 1-based lines, 1-based UTF-16 columns.
//!
//! Lines end where V8 ends them: LF, CRLF, CR, U+2028 and U+2029. A byte order mark at the start
//! of the file takes no column.

use std::num::NonZeroU32;

/// The bytes of a UTF-8 byte order mark.
pub(crate) const BOM: &str = "\u{feff}";

/// A 1-based line number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Line(NonZeroU32);

impl Line {
    /// The first line of a file.
    pub const FIRST: Line = Line(NonZeroU32::MIN);

    /// The line that stands `index` lines below the first one.
    #[must_use]
    pub fn from_index(index: u32) -> Line {
        Line(NonZeroU32::MIN.saturating_add(index))
    }

    /// The number as people read it, from 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// The number of lines above this one.
    #[must_use]
    pub fn index(self) -> u32 {
        self.0.get() - 1
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A 1-based column in UTF-16 code units, as V8, editors and source maps count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Column(NonZeroU32);

impl Column {
    /// The column that stands `index` code units after the line's start.
    #[must_use]
    pub fn from_index(index: u32) -> Column {
        Column(NonZeroU32::MIN.saturating_add(index))
    }

    /// The number as people read it, from 1.
    #[must_use]
    pub fn get(self) -> u32 {
        self.0.get()
    }

    /// The number of UTF-16 code units before this column.
    #[must_use]
    pub fn index(self) -> u32 {
        self.0.get() - 1
    }
}

impl std::fmt::Display for Column {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A line and a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The 1-based line.
    pub line: Line,
    /// The 1-based column in UTF-16 code units.
    pub column: Column,
}

/// A range of bytes in a source text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ByteSpan {
    /// The offset of the first byte.
    pub start: usize,
    /// The offset after the last byte.
    pub end: usize,
}

impl ByteSpan {
    /// An empty range at `offset`.
    #[must_use]
    pub fn at(offset: usize) -> ByteSpan {
        ByteSpan { start: offset, end: offset }
    }

    /// As a range to index with.
    #[must_use]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start..self.end
    }

    /// Whether the range holds no byte.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Maps byte offsets of one text to lines and columns.
///
/// ```
/// use linestamp_transform::LineTable;
///
/// let table = LineTable::new("a\r\nb\u{2028}c");
/// assert_eq!(table.line(0).get(), 1);
/// assert_eq!(table.line(3).get(), 2);
/// assert_eq!(table.line(7).get(), 3);
/// ```
#[derive(Debug, Clone)]
pub struct LineTable {
    /// The offset of the first byte of each line.
    starts: Vec<u32>,
    /// On long lines, some offsets with the number of UTF-16 code units before them on the line,
    /// so that a column costs no walk over the whole line.
    marks: Vec<(u32, u32)>,
}

/// How many bytes of a line are counted at once, and how far marks are apart.
const STRIDE: usize = 1024;

/// How long a line usually is at least, for the room that the table is given.
const USUAL_LINE: usize = 24;

impl LineTable {
    /// Builds the table in one pass over the text.
    #[must_use]
    pub fn new(text: &str) -> LineTable {
        let bytes = text.as_bytes();
        let mut starts = Vec::with_capacity(bytes.len() / USUAL_LINE + 1);
        starts.push(0);
        let offset = |end: usize| u32::try_from(end).unwrap_or(u32::MAX);
        if has_odd_breaks(bytes) {
            starts.extend(line_ends(bytes).map(offset));
        } else {
            starts.extend(memchr::memchr_iter(b'\n', bytes).map(|at| offset(at + 1)));
        }
        let marks = marks(text, &starts);
        LineTable { starts, marks }
    }

    /// How many lines the text has; a text that ends with a line break has an empty last line.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Never true: an empty text has one empty line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// The line that holds the byte at `offset`.
    #[must_use]
    pub fn line(&self, offset: usize) -> Line {
        let index = self.starts.partition_point(|&start| start as usize <= offset);
        Line::from_index(u32::try_from(index.saturating_sub(1)).unwrap_or(u32::MAX))
    }

    /// The offset of a line's first byte; of the last line's where there are fewer lines.
    #[must_use]
    pub fn start(&self, line: Line) -> usize {
        let index = (line.index() as usize).min(self.starts.len() - 1);
        self.starts[index] as usize
    }

    /// The line and column of the byte at `offset`, which has to lie on a character's boundary of
    /// the very text that the table was made from.
    #[must_use]
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let line = self.line(offset);
        let mut start = self.start(line);
        if start == 0 && text.starts_with(BOM) {
            start = BOM.len().min(offset);
        }
        let mark = self.marks.partition_point(|&(at, _)| at as usize <= offset).checked_sub(1);
        let (from, before) = match mark.map(|mark| self.marks[mark]) {
            Some((at, units)) if at as usize > start => (at as usize, units),
            _ => (start, 0),
        };
        Position { line, column: Column::from_index(before + utf16_len(&text[from..offset])) }
    }
}

/// Whether any line ends in something else than LF: it is told in a fraction of the time that
/// looking for all breaks at once takes, and most texts have none.
fn has_odd_breaks(bytes: &[u8]) -> bool {
    memchr::memchr(b'\r', bytes).is_some()
        || memchr::memchr_iter(SEPARATOR[0], bytes).any(|at| is_separator(&bytes[at..]))
}

/// Where lines end, whatever ends them: the offsets behind.
#[inline]
pub(crate) fn line_ends(bytes: &[u8]) -> impl Iterator<Item = usize> {
    memchr::memchr3_iter(b'\n', b'\r', SEPARATOR[0], bytes).filter_map(|at| match bytes[at] {
        b'\n' => Some(at + 1),
        b'\r' => (bytes.get(at + 1) != Some(&b'\n')).then_some(at + 1),
        _ => is_separator(&bytes[at..]).then_some(at + 3),
    })
}

/// The first two bytes of U+2028 and U+2029.
const SEPARATOR: [u8; 2] = [0xE2, 0x80];

fn is_separator(bytes: &[u8]) -> bool {
    bytes.starts_with(&SEPARATOR) && matches!(bytes.get(2), Some(0xA8 | 0xA9))
}

/// The marks of the lines that are longer than a stride.
fn marks(text: &str, starts: &[u32]) -> Vec<(u32, u32)> {
    let mut marks = Vec::new();
    let ends = starts.iter().skip(1).map(|&start| start as usize).chain([text.len()]);
    for (start, end) in starts.iter().map(|&start| start as usize).zip(ends) {
        let mut at = if start == 0 && text.starts_with(BOM) { BOM.len() } else { start };
        let mut units = 0;
        while at + STRIDE < end {
            let next = text.ceil_char_boundary(at + STRIDE);
            units += utf16_len(&text[at..next]);
            at = next;
            marks.push((u32::try_from(at).unwrap_or(u32::MAX), units));
        }
    }
    marks
}

/// The number of UTF-16 code units in a text.
#[inline]
pub(crate) fn utf16_len(text: &str) -> u32 {
    let units = if text.is_ascii() { text.len() } else { text.chars().map(char::len_utf16).sum() };
    u32::try_from(units).unwrap_or(u32::MAX)
}
