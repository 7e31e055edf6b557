//! A record as text, formatted like the file around it.

use linestamp_transform::analysis::next_token;

/// The widest line.
const WIDTH: usize = 100;

/// A part of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// A text of the file or a new one.
    Text(String),
    /// A text of several lines out of the file, with the indentation of the line that it begins on.
    Lines { text: String, indent: String },
    /// A literal.
    Object(Vec<Entry>),
    /// A literal between texts of one line.
    Within { before: String, entries: Vec<Entry>, after: String },
}

/// A property of a literal; without a key it is a text of its own, such as `...rest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Option<String>,
    pub(crate) value: Node,
}

impl Entry {
    /// A property; a name as its own value is written once.
    pub(crate) fn of(key: &str, value: Node) -> Entry {
        match value {
            Node::Text(text) if text == key => Entry { key: None, value: Node::Text(text) },
            value => Entry { key: Some(key.to_owned()), value },
        }
    }
}

impl Node {
    /// A text out of the file.
    pub(crate) fn source(text: &str, line_indent: &str) -> Node {
        if text.contains('\n') {
            Node::Lines { text: text.to_owned(), indent: line_indent.to_owned() }
        } else {
            Node::Text(text.to_owned())
        }
    }

    /// As a spread in a literal.
    pub(crate) fn spread(self) -> Node {
        match self {
            Node::Text(text) => Node::Text(format!("...{text}")),
            Node::Lines { text, indent } => Node::Lines { text: format!("...{text}"), indent },
            other => other,
        }
    }
}

/// How a file is formatted.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// One step of indentation.
    pub(crate) step: String,
    pub(crate) quote: char,
    trailing_comma: bool,
    line_end: &'static str,
}

impl Style {
    /// The style of a text; `quotes` are where its strings begin.
    pub(crate) fn of(text: &str, quotes: impl Iterator<Item = u8>) -> Style {
        let (mut single, mut double) = (0_usize, 0_usize);
        for quote in quotes {
            if quote == b'\'' { single += 1 } else { double += 1 }
        }
        Style {
            step: step_of(text),
            quote: if double > single { '"' } else { '\'' },
            trailing_comma: !closes_without_comma(text),
            line_end: if text.contains("\r\n") { "\r\n" } else { "\n" },
        }
    }

    /// A string literal.
    pub(crate) fn string(&self, text: &str) -> String {
        let mut out = String::from(self.quote);
        for c in text.chars() {
            match c {
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\\' => out.push_str("\\\\"),
                c if c == self.quote => out.extend(['\\', c]),
                c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => {
                    out.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                c => out.push(c),
            }
        }
        out.push(self.quote);
        out
    }

    /// A call with a record, in the place of an old call.
    pub(crate) fn call(&self, place: &Slot<'_>, callee: &str, entries: &[Entry]) -> String {
        if place.comments.is_empty() && !place.was_broken {
            let line = inline(entries).map(|record| format!("{callee}({record})"));
            let fits = |line: &String| {
                let own = width(line);
                // Between other statements on its line, a call of several lines is hard to read.
                width(place.before) + own + width(place.after) <= WIDTH
                    || place.is_crowded() && own <= WIDTH
            };
            if let Some(line) = line.filter(fits) {
                return line;
            }
        }
        let record = self.broken(entries, place.indent, &place.comments);
        format!("{callee}({record})")
    }

    fn broken(&self, entries: &[Entry], indent: &str, comments: &[String]) -> String {
        let inner = format!("{indent}{}", self.step);
        let mut out = format!("{{{}", self.line_end);
        for comment in comments {
            out.push_str(&format!("{inner}{comment}{}", self.line_end));
        }
        for (index, entry) in entries.iter().enumerate() {
            let is_last = index + 1 == entries.len();
            let comma = if is_last && !self.trailing_comma { "" } else { "," };
            out.push_str(&format!("{inner}{}{comma}{}", self.entry(entry, &inner), self.line_end));
        }
        out.push_str(indent);
        out.push('}');
        out
    }

    fn entry(&self, entry: &Entry, indent: &str) -> String {
        let key = entry.key.as_ref().map_or_else(String::new, |key| format!("{key}: "));
        let line = inline(std::slice::from_ref(entry))
            .map(|line| line[2..line.len() - 2].to_owned())
            .filter(|line| width(indent) + width(line) < WIDTH);
        match (line, &entry.value) {
            (Some(line), _) => line,
            (None, Node::Text(text)) => format!("{key}{text}"),
            (None, Node::Lines { text, indent: old }) => {
                format!("{key}{}", shifted(text, old, indent))
            }
            (None, Node::Object(entries)) => format!("{key}{}", self.broken(entries, indent, &[])),
            (None, Node::Within { before, entries, after }) => {
                format!("{key}{before}{}{after}", self.broken(entries, indent, &[]))
            }
        }
    }
}

/// The place of an old call.
#[derive(Debug)]
pub(crate) struct Slot<'t> {
    /// The indentation of its line.
    pub(crate) indent: &'t str,
    /// What is before it on its line.
    pub(crate) before: &'t str,
    /// What is behind it on its line.
    pub(crate) after: &'t str,
    /// Whether it took several lines.
    pub(crate) was_broken: bool,
    /// Comments of it that have no other place.
    pub(crate) comments: Vec<String>,
}

impl Slot<'_> {
    /// Whether other statements share its line.
    fn is_crowded(&self) -> bool {
        let more = self.after.trim_start_matches([')', ']', '}', ',', ';', ' ', '\t']);
        let before = self.before.trim_end();
        (!more.is_empty() && !more.starts_with("//"))
            || before.contains(';')
            || before.ends_with(['{', ':'])
    }
}

/// How many columns a text takes; a tab counts for four.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// Entries on one line, if they can be.
fn inline(entries: &[Entry]) -> Option<String> {
    let mut parts = Vec::with_capacity(entries.len());
    for entry in entries {
        let value = match &entry.value {
            Node::Text(text) => text.clone(),
            Node::Lines { .. } => return None,
            Node::Object(entries) if entries.is_empty() => "{}".to_owned(),
            Node::Object(entries) => inline(entries)?,
            Node::Within { before, entries, after } => {
                format!("{before}{}{after}", inline(entries)?)
            }
        };
        parts.push(match &entry.key {
            Some(key) => format!("{key}: {value}"),
            None => value,
        });
    }
    Some(format!("{{ {} }}", parts.join(", ")))
}

/// Lines with another indentation; as they are where an indentation may be part of a string.
fn shifted(text: &str, old: &str, new: &str) -> String {
    if text.contains('`') || text.contains("\\\n") || text.contains("\\\r") {
        return text.to_owned();
    }
    let mut lines = text.split_inclusive('\n');
    let mut out = lines.next().unwrap_or_default().to_owned();
    for line in lines {
        match line.strip_prefix(old) {
            Some(rest) if !rest.trim().is_empty() => {
                out.push_str(new);
                out.push_str(rest);
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// The least indentation that a line of the text has; comments' stars have one of their own.
fn step_of(text: &str) -> String {
    let indents = text.lines().filter_map(|line| {
        let rest = line.trim_start_matches([' ', '\t']);
        let indent = &line[..line.len() - rest.len()];
        let counts = !indent.is_empty() && !rest.is_empty() && !rest.starts_with('*');
        counts.then_some(indent)
    });
    let least = indents.min_by_key(|indent| indent.len());
    match least {
        Some(indent) if indent.starts_with('\t') => "\t".to_owned(),
        Some(indent) if indent.len() >= 2 => indent.chars().take(8).collect(),
        _ => "  ".to_owned(),
    }
}

/// Whether the lines before closing brackets mostly end without a comma.
fn closes_without_comma(text: &str) -> bool {
    let (mut with, mut without) = (0_usize, 0_usize);
    let mut before = "";
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with(['}', ']']) && next_token(line, 0) == 0 {
            match before.chars().last() {
                Some(',') => with += 1,
                // The end of a property or an element, not of a statement.
                Some(c) if c.is_alphanumeric() || matches!(c, '\'' | '"') => {
                    without += usize::from(before.contains(':') && !before.ends_with(';'));
                }
                _ => {}
            }
        }
        before = line;
    }
    without > with
}
