//! How a stamp is written, and how it is told from everything else.
//!
//! The spellings are injective: each gives back the one text that it was put into.
//!
//! | before | after |
//! |---|---|
//! | `{ a }` | `{ a, source_location: '…' }` |
//! | `{ a, }` | `{ a, source_location: '…', }` |
//! | `{}` | `{source_location: '…'}` |
//! | `{ ...a }` | `{ source_location: '…', ...a }` |
//! | `a` | `{ source_location: '…',...a }` |

use crate::literal::Gap;
use crate::position::ByteSpan;
use crate::target::is_identifier;

/// What stands before and behind a wrapped value.
const WRAP_OPEN: &str = "{ ";
const WRAP_SPREAD: &str = ",...";
const WRAP_CLOSE: &str = " }";

/// Writes stamps in a file's own quotes.
#[derive(Debug, Clone)]
pub(crate) struct Speller {
    key: String,
    quote: char,
}

impl Speller {
    /// For a field, in a file that has `quote` around most of its strings.
    pub(crate) fn new(field: &str, quote: char) -> Speller {
        let key = if is_identifier(field) { field.to_owned() } else { quoted(field, quote) };
        Speller { key, quote }
    }

    /// A value as a string literal.
    pub(crate) fn value(&self, value: &str) -> String {
        quoted(value, self.quote)
    }

    /// The key and the value between two other texts.
    fn property(&self, before: &str, value: &str, after: &str) -> String {
        let length = before.len() + self.key.len() + ": ''".len() + value.len() + after.len();
        let mut text = String::with_capacity(length);
        text.push_str(before);
        text.push_str(&self.key);
        text.push_str(": ");
        quote_into(&mut text, value, self.quote);
        text.push_str(after);
        text
    }

    /// The offset and the text of the insertion into a literal.
    pub(crate) fn insertion(&self, gap: Gap, value: &str) -> (usize, String) {
        match gap {
            Gap::Empty(at) => (at, self.property("", value, "")),
            Gap::AfterLast(at) => (at, self.property(", ", value, "")),
            Gap::AfterComma(at) => (at, self.property(" ", value, ",")),
            Gap::BeforeFirst(at) => (at, self.property("", value, ", ")),
        }
    }

    /// The texts before and behind a dynamic value.
    pub(crate) fn wrapping(&self, value: &str) -> (String, String) {
        (self.property(WRAP_OPEN, value, WRAP_SPREAD), WRAP_CLOSE.to_owned())
    }
}

/// A stamp's property among the literal's others, as offsets and texts, to find its spelling by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Neighbours<'a> {
    pub(crate) text: &'a str,
    pub(crate) literal: ByteSpan,
    pub(crate) property: ByteSpan,
    pub(crate) previous: Option<ByteSpan>,
    pub(crate) next: Option<ByteSpan>,
    /// Whether another property than the stamp may be any key.
    pub(crate) open_keys: bool,
    /// Whether the next property is a spread, and the last one.
    pub(crate) next_is_last_spread: bool,
    /// The trailing comma's offset, where the stamp is the last property.
    pub(crate) comma: Option<usize>,
}

/// The bytes to take out so that the text is as before the stamp, if the stamp has the exact
/// spelling of one of the table's rows.
pub(crate) fn unstamp(at: &Neighbours<'_>) -> Option<Vec<ByteSpan>> {
    let ByteSpan { start, end } = at.property;
    let text = at.text;
    let behind = |what: &str| text[end..].starts_with(what);
    match (at.previous, at.next) {
        (None, None) if at.literal.start + 1 == start && at.comma.is_none() => {
            Some(vec![at.property])
        }
        (None, None) => None,
        (None, Some(next))
            if at.next_is_last_spread && end + WRAP_SPREAD.len() == next.start + 3 =>
        {
            let wrapped = behind(WRAP_SPREAD)
                && text[at.literal.start..].starts_with(WRAP_OPEN)
                && at.literal.start + WRAP_OPEN.len() == start
                && next.end + WRAP_CLOSE.len() == at.literal.end
                && text[next.end..].starts_with(WRAP_CLOSE);
            wrapped.then(|| {
                vec![
                    ByteSpan { start: at.literal.start, end: next.start + 3 },
                    ByteSpan { start: next.end, end: at.literal.end },
                ]
            })
        }
        (None, Some(next)) if at.open_keys => (behind(", ") && end + 2 == next.start)
            .then(|| vec![ByteSpan { start, end: next.start }]),
        (Some(previous), None) if !at.open_keys => match at.comma {
            None => (text[..start].ends_with(", ") && previous.end + 2 == start)
                .then(|| vec![ByteSpan { start: previous.end, end }]),
            Some(comma) => (comma == end && text[..start].ends_with(", "))
                .then(|| vec![ByteSpan { start: start - 1, end: end + 1 }]),
        },
        _ => None,
    }
}

/// Whether a property is spelled as a stamp is: key, colon, one space, a plain string.
pub(crate) fn is_stamp_property(property: &str, field: &str) -> bool {
    ['\'', '"'].into_iter().any(|quote| {
        let key = if is_identifier(field) { field.to_owned() } else { quoted(field, quote) };
        property
            .strip_prefix(key.as_str())
            .and_then(|rest| rest.strip_prefix(": "))
            .is_some_and(|value| value.starts_with(quote))
    })
}

/// A text as a string literal.
pub(crate) fn quoted(text: &str, quote: char) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    quote_into(&mut out, text, quote);
    out
}

fn quote_into(out: &mut String, text: &str, quote: char) {
    out.push(quote);
    // Nothing to escape in what nearly all stamps are made of.
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b':' | b'/' | b'-' | b'_');
    if text.bytes().all(plain) {
        out.push_str(text);
    } else {
        escape_into(out, text, quote);
    }
    out.push(quote);
}

fn escape_into(out: &mut String, text: &str, quote: char) {
    use std::fmt::Write as _;
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            c if c == quote => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            // Line ends would add lines; control characters and `<` could end what the code is
            // embedded in.
            '\0'..='\u{1f}' | '\u{7f}' | '\u{2028}' | '\u{2029}' | '<' | '\u{feff}' => {
                // Writing to a string cannot fail.
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
}

/// The quote that most of a file's strings have; `'` where it has none, or as many of each.
pub(crate) fn habit(text: &str, starts: impl Iterator<Item = usize>) -> char {
    let (mut single, mut double) = (0usize, 0usize);
    for start in starts {
        match text.as_bytes().get(start) {
            Some(b'\'') => single += 1,
            Some(b'"') => double += 1,
            _ => {}
        }
    }
    if double > single { '"' } else { '\'' }
}
