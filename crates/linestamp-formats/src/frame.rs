//! Cuts bytes into units: lines, or JSON values that may go over several lines.
//!
//! Input: bytes in pieces of any size. Output: units with their line and their place. The rules:
//!
//! - A unit ends with a line. Blank lines are none. A byte-order mark at the very start, and a
//!   carriage return before the line feed, are not part of it.
//! - Where values may go over lines, one begins with a line whose first character is `{` or `[`, and
//!   ends with the line in which its last bracket is closed. A value that is never closed must not
//!   swallow those after it: neither may a string go over a line, nor a nested `{` stand in the
//!   first column, so that either ends the unit.
//! - A unit that is larger than the limit is given without its rest.

/// How large a unit may be: one line, or one value over several lines.
pub const MAX_UNIT_BYTES: usize = 16 << 20;

/// How much of a unit that is too long is kept.
const KEPT: usize = 64 << 10;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// A unit, by its places in the buffer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unit {
    from: usize,
    to: usize,
    /// The line that it begins in, from 1.
    pub(crate) line: u64,
    /// Where it begins in the input.
    pub(crate) start: u64,
    pub(crate) too_long: bool,
}

#[derive(Debug, Default)]
pub(crate) struct Framer {
    buffer: Vec<u8>,
    /// Before this, the buffer is done with.
    from: usize,
    /// Before this, it was looked at: always the start of a line, or the end.
    seen: usize,
    /// Where the buffer begins in the input.
    base: u64,
    /// The line at `from`, and that at `seen`.
    line: u64,
    seen_line: u64,
    spans_lines: bool,
    ended: bool,
    nesting: Nesting,
    /// The bytes that were left out of a unit that is too long.
    skipped: usize,
}

impl Framer {
    /// From that place of the input on, where that line begins.
    pub(crate) fn new(place: u64, line: u64) -> Framer {
        Framer { base: place, line, seen_line: line, ..Framer::default() }
    }

    pub(crate) fn span_lines(&mut self, spans: bool) {
        self.spans_lines = spans;
    }

    pub(crate) fn feed(&mut self, bytes: &[u8]) {
        if self.from > self.buffer.len() / 2 {
            self.buffer.drain(..self.from);
            self.base += self.from as u64;
            self.seen -= self.from;
            self.from = 0;
        }
        self.buffer.extend_from_slice(bytes);
    }

    /// Nothing more will come: a last line need not end.
    pub(crate) fn finish(&mut self) {
        self.ended = true;
    }

    /// Where the first byte lies that is in no unit yet.
    pub(crate) fn place(&self) -> u64 {
        self.base + self.from as u64
    }

    /// The line at that place.
    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    pub(crate) fn bytes(&self, unit: Unit) -> &[u8] {
        let bytes = &self.buffer[unit.from..unit.to];
        let bytes = if unit.start == 0 { bytes.strip_prefix(BOM).unwrap_or(bytes) } else { bytes };
        bytes.trim_ascii_end()
    }

    /// The next unit; it stays in the buffer until more is fed.
    pub(crate) fn next(&mut self) -> Option<Unit> {
        loop {
            let rest = &self.buffer[self.seen..];
            let line_end = match memchr::memchr(b'\n', rest) {
                Some(at) => self.seen + at + 1,
                None if self.ended && self.seen < self.buffer.len() => self.buffer.len(),
                None if self.from < self.seen && (self.ended || self.is_too_long()) => {
                    return Some(self.cut(self.seen));
                }
                None => {
                    self.shorten();
                    return None;
                }
            };
            let opens = self.spans_lines && self.buffer[self.seen] == b'{';
            if opens && self.nesting.is_open() {
                return Some(self.cut(self.seen));
            }
            let line = &self.buffer[self.seen..line_end];
            let open = self.spans_lines && self.nesting.goes_on_after(line);
            let blank = line.trim_ascii().is_empty();
            self.seen = line_end;
            self.seen_line += 1;
            if open && self.size() <= MAX_UNIT_BYTES {
                continue;
            }
            if blank && self.from + line.len() == line_end && self.skipped == 0 {
                (self.from, self.line) = (self.seen, self.seen_line);
                continue;
            }
            return Some(self.cut(line_end));
        }
    }

    /// Whether what was fed and is in no unit yet is more than a unit may be.
    fn is_too_long(&self) -> bool {
        self.buffer.len() - self.from + self.skipped > MAX_UNIT_BYTES
    }

    fn size(&self) -> usize {
        self.seen - self.from + self.skipped
    }

    /// Ends the unit there, at the start of a line.
    fn cut(&mut self, to: usize) -> Unit {
        let start = self.place();
        let too_long = to - self.from + self.skipped > MAX_UNIT_BYTES;
        // What was skipped lies between what was kept and the end of the buffer.
        let kept = if too_long { to.min(self.from + KEPT) } else { to };
        self.base += self.skipped as u64;
        let unit = Unit { from: self.from, to: kept, line: self.line, start, too_long };
        (self.from, self.line) = (to, self.seen_line);
        self.skipped = 0;
        self.nesting = Nesting::default();
        unit
    }

    /// Forgets the rest of a line that is too long, so that no input takes memory without bounds.
    fn shorten(&mut self) {
        let kept = self.from + KEPT;
        if self.is_too_long() {
            self.skipped += self.buffer.len().saturating_sub(kept);
            self.buffer.truncate(kept);
        }
    }
}

/// How deep in brackets a value is.
#[derive(Debug, Default)]
struct Nesting {
    depth: usize,
}

impl Nesting {
    fn is_open(&self) -> bool {
        self.depth > 0
    }

    /// Whether the value goes on after that line.
    fn goes_on_after(&mut self, line: &[u8]) -> bool {
        let starts = matches!(line.trim_ascii_start().first(), Some(b'{' | b'['));
        if self.depth == 0 && !starts {
            return false;
        }
        let (mut in_string, mut escaped) = (false, false);
        for byte in line {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'{' | b'[' if !in_string => self.depth += 1,
                b'}' | b']' if !in_string => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
        }
        if in_string {
            self.depth = 0;
        }
        self.depth > 0
    }
}
