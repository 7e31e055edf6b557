//! The map of an edited file.
//!
//! Input: the text, its tokens, its edits, its own map if it has one. Output: a map with a segment
//! at each token and at both ends of each insertion. A position that was in the text maps to
//! itself, or on through the text's own map; inserted text is unmapped.

use std::borrow::Cow;

use serde::Serialize;

use super::read::InputMap;
use super::sources::name_if_absolute;
use super::vlq;
use crate::plan::Edit;
use crate::position::{BOM, ByteSpan, Line, LineTable, line_ends, utf16_len};
use crate::trivia::is_line_end;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct RawMap<'a> {
    version: u8,
    file: &'a str,
    sources: Vec<Cow<'a, str>>,
    sources_content: Vec<Option<&'a str>>,
    names: Vec<&'a str>,
    mappings: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ignore_list: Vec<usize>,
}

/// What the map belongs to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File<'a> {
    /// The file's name.
    pub(crate) name: &'a str,
    /// The way from the folder that it will lie in to the original's; nothing where it stays.
    pub(crate) from: &'a str,
}

/// Writes the map as JSON.
pub(crate) fn write(
    file: File<'_>,
    text: &str,
    tokens: &[ByteSpan],
    edits: &[Edit],
    input: Option<&InputMap>,
) -> String {
    let mappings = Mappings::new(text, input).run(tokens, edits);
    let map = match input {
        None => RawMap {
            version: 3,
            file: file.name,
            sources: vec![file.source(file.name)],
            sources_content: vec![Some(text)],
            names: Vec::new(),
            mappings,
            ignore_list: Vec::new(),
        },
        Some(input) => RawMap {
            version: 3,
            file: file.name,
            sources: input.sources.iter().map(|source| file.source(source)).collect(),
            sources_content: input.contents.iter().map(Option::as_deref).collect(),
            names: input.names.iter().map(String::as_str).collect(),
            mappings,
            ignore_list: input.ignore_list.clone(),
        },
    };
    // Strings and numbers always serialize.
    serde_json::to_string(&map).unwrap_or_default()
}

impl File<'_> {
    /// What to call a source: as the map that came in does, from where the file will lie, but never
    /// by an absolute path.
    fn source<'s>(&self, source: &'s str) -> Cow<'s, str> {
        match name_if_absolute(source) {
            Some(name) => Cow::Owned(name),
            None if self.from.is_empty() || source.contains("://") => Cow::Borrowed(source),
            None => Cow::Owned(format!("{}/{source}", self.from)),
        }
    }
}

/// Where in the original a segment points: source, 0-based line and column, name.
type Original = (usize, u32, u32, Option<usize>);

struct Mappings<'a> {
    text: &'a str,
    input: Option<&'a InputMap>,
    /// Where in the text the last event was.
    cursor: Cursor,
    /// Of ASCII alone.
    out: Vec<u8>,
    /// The line of the last segment.
    line: u32,
    /// How far the generated line's columns are ahead of the text's.
    shift: i64,
    first: bool,
    /// The last segment's numbers: generated column, source, line, column, name.
    last: [i64; 5],
}

/// An offset with its 0-based line and column.
#[derive(Debug, Clone, Copy)]
struct Cursor {
    offset: usize,
    line: u32,
    column: u32,
}

impl<'a> Mappings<'a> {
    fn new(text: &'a str, input: Option<&'a InputMap>) -> Mappings<'a> {
        let offset = if text.starts_with(BOM) { BOM.len() } else { 0 };
        Mappings {
            text,
            input,
            cursor: Cursor { offset, line: 0, column: 0 },
            out: Vec::with_capacity(text.len() * 2),
            line: 0,
            shift: 0,
            first: true,
            last: [0; 5],
        }
    }

    fn run(mut self, tokens: &[ByteSpan], edits: &[Edit]) -> String {
        let mut edits = edits.iter().peekable();
        // Up to where the text is spoken for by the last edit.
        let mut done = 0;
        for start in self.starts(tokens) {
            while let Some(edit) = edits.next_if(|edit| edit.span.start <= start) {
                self.edit(edit);
                done = edit.span.end + 1;
            }
            if start >= done {
                self.go_to(start);
                self.mapped_segment();
                done = start + 1;
            }
        }
        for edit in edits {
            self.edit(edit);
        }
        String::from_utf8(self.out).unwrap_or_default()
    }

    fn edit(&mut self, edit: &Edit) {
        self.go_to(edit.span.start);
        let inserted = i64::from(utf16_len(&edit.text));
        if inserted > 0 {
            self.segment(i64::from(self.cursor.column) + self.shift, None);
        }
        let before = self.cursor;
        self.go_to(edit.span.end);
        // Edits do not span lines, except for those that take a stamp out, which has none.
        self.shift += inserted - (i64::from(self.cursor.column) - i64::from(before.column));
        self.mapped_segment();
    }

    fn mapped_segment(&mut self) {
        let Cursor { line, column, .. } = self.cursor;
        let original = match self.input {
            None => Some((0, line, column, None)),
            Some(input) => input
                .lookup(line, column)
                .map(|found| (found.source, found.line, found.column, found.name)),
        };
        self.segment(i64::from(column) + self.shift, original);
    }

    /// Moves the cursor forward over the text.
    fn go_to(&mut self, offset: usize) {
        let Some(passed) = self.text.get(self.cursor.offset..offset) else { return };
        self.cursor.offset = offset;
        let mut line = 0;
        for end in line_ends(passed.as_bytes()) {
            line = end;
            self.cursor.line += 1;
            self.cursor.column = 0;
            self.shift = 0;
        }
        self.cursor.column += utf16_len(&passed[line..]);
    }

    /// Where segments begin: at tokens, and where the text's own map has them.
    fn starts(&self, tokens: &[ByteSpan]) -> Vec<usize> {
        let mut starts: Vec<usize> = tokens.iter().map(|token| token.start).collect();
        if let Some(input) = self.input {
            let lines = LineTable::new(self.text);
            for index in 0..u32::try_from(lines.len()).unwrap_or(u32::MAX) {
                let from = lines.start(Line::from_index(index));
                let columns: Vec<u32> = input.columns(index).collect();
                starts.extend(offsets_of(&self.text[from..], from, &columns));
            }
            starts.sort_unstable();
            starts.dedup();
        }
        starts
    }

    fn segment(&mut self, column: i64, original: Option<Original>) {
        while self.line < self.cursor.line {
            self.out.push(b';');
            self.line += 1;
            self.first = true;
            self.last[0] = 0;
        }
        if !std::mem::take(&mut self.first) {
            self.out.push(b',');
        }
        self.number(0, column);
        if let Some((source, line, column, name)) = original {
            self.number(1, i64::try_from(source).unwrap_or(i64::MAX));
            self.number(2, i64::from(line));
            self.number(3, i64::from(column));
            if let Some(name) = name {
                self.number(4, i64::try_from(name).unwrap_or(i64::MAX));
            }
        }
    }

    fn number(&mut self, which: usize, value: i64) {
        vlq::encode(value - self.last[which], &mut self.out);
        self.last[which] = value;
    }
}

/// The offsets of UTF-16 columns, given in order, on the line that begins a text.
fn offsets_of(line: &str, from: usize, columns: &[u32]) -> Vec<usize> {
    let mut offsets = Vec::with_capacity(columns.len());
    let skipped = if from == 0 && line.starts_with(BOM) { BOM.len() } else { 0 };
    let mut units = 0u32;
    let mut wanted = columns.iter().peekable();
    for (at, c) in line[skipped..].char_indices() {
        while wanted.next_if(|column| **column <= units).is_some() {
            offsets.push(from + skipped + at);
        }
        if wanted.peek().is_none() || is_line_end(c) {
            break;
        }
        units += u32::try_from(c.len_utf16()).unwrap_or(2);
    }
    offsets
}
