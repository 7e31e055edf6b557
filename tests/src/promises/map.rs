//! Promise 5: every original position maps to itself, inserted text is unmapped.

use std::collections::HashMap;

use super::Handled;
use crate::mappings::{self, Segment};

pub(super) fn check(text: &str, handled: &Handled, map: &str) -> Result<(), String> {
    let segments = mappings::decode(map)?;
    let original = Offsets::new(text);
    let generated = Offsets::new(&handled.code);
    let grown = Grown::new(&handled.inserted);
    let mut at = HashMap::new();
    let mut last = (0, 0);
    for segment in &segments {
        if (segment.line, segment.column) < last {
            return Err(format!("{segment:?} is out of order"));
        }
        last = (segment.line, segment.column);
        let here = generated.get(segment.line, segment.column);
        let here = here.ok_or_else(|| format!("{segment:?} lies outside the output"))?;
        true_to_itself(segment, here, &original, &grown)?;
        if at.insert(here, segment.original.is_some()).is_some() {
            return Err(format!("{segment:?} is not the only one there"));
        }
    }
    for span in &handled.inserted {
        let touches = grown.before(span.end).is_none();
        if at.get(&span.start) != Some(&false) {
            return Err(format!("no unmapped segment starts the insertion at {}", span.start));
        }
        if !touches && at.get(&span.end) != Some(&true) {
            return Err(format!("no segment follows the insertion at {}", span.start));
        }
    }
    Ok(())
}

/// A segment with a source has to lie outside all insertions and name its own text.
fn true_to_itself(
    segment: &Segment,
    here: usize,
    original: &Offsets,
    grown: &Grown<'_>,
) -> Result<(), String> {
    let before = grown.before(here);
    match (segment.original, before) {
        (None, None) => Ok(()),
        (None, Some(_)) => Err(format!("{segment:?} is outside any insertion")),
        (Some((line, column)), Some(before))
            if original.get(line, column) == Some(here - before) =>
        {
            Ok(())
        }
        _ => Err(format!("{segment:?} does not map to itself")),
    }
}

/// How far the insertions before an offset have moved what stands there.
struct Grown<'a> {
    inserted: &'a [std::ops::Range<usize>],
    /// The sum of the lengths of the insertions before each one.
    sums: Vec<usize>,
}

impl Grown<'_> {
    fn new(inserted: &[std::ops::Range<usize>]) -> Grown<'_> {
        let sum = |sum: &mut usize, span: &std::ops::Range<usize>| {
            Some(std::mem::replace(sum, *sum + span.len()))
        };
        Grown { inserted, sums: inserted.iter().scan(0, sum).collect() }
    }

    /// The bytes that were inserted before an offset; `None` within an insertion.
    fn before(&self, offset: usize) -> Option<usize> {
        let after = self.inserted.partition_point(|span| span.start <= offset);
        let Some(last) = after.checked_sub(1) else { return Some(0) };
        let span = &self.inserted[last];
        (offset >= span.end).then(|| self.sums[last] + span.len())
    }
}

/// Byte offsets by line and UTF-16 column. A byte order mark at the start takes no column.
struct Offsets(Vec<Vec<Option<usize>>>);

impl Offsets {
    fn new(text: &str) -> Offsets {
        let mut lines = vec![Vec::new()];
        let mut chars = text.char_indices().peekable();
        chars.next_if(|(_, c)| *c == '\u{feff}');
        while let Some((at, c)) = chars.next() {
            let line = lines.last_mut().expect("there is a line");
            line.push(Some(at));
            line.extend((1..c.len_utf16()).map(|_| None));
            let pair = c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n');
            if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}') && !pair {
                lines.push(Vec::new());
            }
        }
        lines.last_mut().expect("there is a line").push(Some(text.len()));
        Offsets(lines)
    }

    fn get(&self, line: usize, column: usize) -> Option<usize> {
        *self.0.get(line)?.get(column)?
    }
}
