//! Byte offsets into the UTF-16 code units that JavaScript counts in.

/// Turns the offsets of one text, best asked in rising order.
#[derive(Debug)]
pub struct Units<'a> {
    text: &'a str,
    ascii: bool,
    /// The last answer, from which the next is counted on.
    last: (usize, u32),
}

impl<'a> Units<'a> {
    /// Counts the units of a text.
    #[must_use]
    pub fn new(text: &'a str) -> Units<'a> {
        Units { text, ascii: text.is_ascii(), last: (0, 0) }
    }

    /// The number of code units before a byte offset; an offset beyond the text is its end.
    pub fn at(&mut self, offset: usize) -> u32 {
        let offset = offset.min(self.text.len());
        if self.ascii {
            return u32::try_from(offset).unwrap_or(u32::MAX);
        }
        let (from, before) = if self.last.0 <= offset { self.last } else { (0, 0) };
        let between = self.text.get(from..offset).unwrap_or_default();
        let units: usize = between.chars().map(char::len_utf16).sum();
        let found = before.saturating_add(u32::try_from(units).unwrap_or(u32::MAX));
        self.last = (offset, found);
        found
    }
}
