//! The template of a stamp's value: `{file}:{line}` and its kin.
//!
//! Input: `{path}:{line}:{column}`. Output for a place: `src/executor.ts:142:3`.
//!
//! A template also recognises its own output, so that a stamp that has gone stale can be told from
//! a value that somebody wrote: numbers are digits, a file has an extension, a `{file}` no folder.

use crate::position::Position;
use crate::settings::SettingsError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Placeholder {
    File,
    Path,
    Line,
    Column,
}

const PLACEHOLDERS: [(&str, Placeholder); 4] = [
    ("file", Placeholder::File),
    ("path", Placeholder::Path),
    ("line", Placeholder::Line),
    ("column", Placeholder::Column),
];

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Hole(Placeholder),
}

/// A compiled template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Part>);

impl Template {
    /// Compiles the template of a field. `{{` and `}}` stand for the braces themselves.
    pub(crate) fn parse(field: &str, template: &str) -> Result<Template, SettingsError> {
        let refuse = |message: String| {
            SettingsError::new(
                format!("fields.{field}"),
                message,
                "the template knows {file}, {path}, {line} and {column}; {{ and }} are braces",
            )
        };
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = template;
        while let Some(at) = rest.find(['{', '}']) {
            text.push_str(&rest[..at]);
            let tail = &rest[at..];
            if tail.starts_with("{{") || tail.starts_with("}}") {
                text.push_str(&tail[..1]);
                rest = &tail[2..];
                continue;
            }
            let name = tail
                .strip_prefix('{')
                .and_then(|tail| tail.split_once('}'))
                .map(|(name, _)| name)
                .ok_or_else(|| refuse(format!("\"{template}\" has a brace without its partner")))?;
            let (_, hole) = PLACEHOLDERS
                .into_iter()
                .find(|(known, _)| *known == name)
                .ok_or_else(|| refuse(format!("\"{{{name}}}\" is not known")))?;
            if !text.is_empty() {
                parts.push(Part::Text(std::mem::take(&mut text)));
            }
            parts.push(Part::Hole(hole));
            rest = &tail[name.len() + 2..];
        }
        text.push_str(rest);
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        if !parts.iter().any(|part| matches!(part, Part::Hole(_))) {
            return Err(refuse(format!("\"{template}\" says nothing about the place")));
        }
        Ok(Template(parts))
    }

    /// The value for a place in the file with a virtual path.
    pub(crate) fn value(&self, path: &str, position: Position) -> String {
        use std::fmt::Write as _;
        let mut value = String::with_capacity(32);
        for part in &self.0 {
            // Writing to a string cannot fail.
            let _ = match part {
                Part::Text(text) => value.write_str(text),
                Part::Hole(Placeholder::File) => value.write_str(file_name(path)),
                Part::Hole(Placeholder::Path) => value.write_str(path),
                Part::Hole(Placeholder::Line) => write!(value, "{}", position.line),
                Part::Hole(Placeholder::Column) => write!(value, "{}", position.column),
            };
        }
        value
    }

    /// Whether a text could be a value of this template, for whatever place.
    pub(crate) fn recognises(&self, value: &str) -> bool {
        value.len() <= 4096 && !value.contains(['\n', '\r']) && recognises(&self.0, value)
    }
}

fn recognises(parts: &[Part], value: &str) -> bool {
    let Some((first, rest)) = parts.split_first() else { return value.is_empty() };
    match first {
        Part::Text(text) => {
            value.strip_prefix(text.as_str()).is_some_and(|left| recognises(rest, left))
        }
        Part::Hole(hole) => (1..=value.len()).rev().any(|end| {
            value.is_char_boundary(end)
                && fits(*hole, &value[..end])
                && recognises(rest, &value[end..])
        }),
    }
}

fn fits(hole: Placeholder, value: &str) -> bool {
    match hole {
        Placeholder::Line | Placeholder::Column => value.bytes().all(|byte| byte.is_ascii_digit()),
        Placeholder::File => !value.contains('/') && has_extension(value),
        Placeholder::Path => !value.starts_with('/') && has_extension(value),
    }
}

fn has_extension(value: &str) -> bool {
    file_name(value).rsplit_once('.').is_some_and(|(_, extension)| {
        !extension.is_empty() && extension.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// The part of a virtual path after its last `/`.
pub(crate) fn file_name(path: &str) -> &str {
    path.rsplit_once('/').map_or(path, |(_, name)| name)
}
