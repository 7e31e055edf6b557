//! Promise 5: every original position maps to itself, inserted text is unmapped.

use std::collections::HashMap;

use super::Handled;
use crate::mappings::{self, Segment};

pub(super) fn check(text: &str, handled: &Handled, map: &str) -> Result<(), String> {
    let segments = mappings::decode(map)?;
    let original = Offsets::new(text);
    let generated = Offsets::new(&handled.code);
    let mut at = HashMap::new();
    let mut last = (0, 0);
    for segment in &segments {
        if (segment.line, segment.column) < last {
            return Err(format!("{segment:?} is out of order"));
        }
        last = (segment.line, segment.column);
        let here = generated.get(segment.line, segment.column);
        let here = here.ok_or_else(|| format!("{segment:?} lies outside the output"))?;
        true_to_itself(segment, here, &original, handled)?;
        if at.insert(here, segment.original.is_some()).is_some() {
            return Err(format!("{segment:?} is not the only one there"));
        }
    }
    for span in &handled.inserted {
        let touches = handled.inserted.iter().any(|other| other.start == span.end);
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
    handled: &Handled,
) -> Result<(), String> {
    let inside = handled.inserted.iter().any(|span| span.contains(&here));
    let Some((line, column)) = segment.original else {
        return if inside { Ok(()) } else { Err(format!("{segment:?} is outside any insertion")) };
    };
    let before: usize =
        handled.inserted.iter().filter(|span| span.end <= here).map(|span| span.len()).sum();
    if inside || original.get(line, column) != Some(here - before) {
        return Err(format!("{segment:?} does not map to itself"));
    }
    Ok(())
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
