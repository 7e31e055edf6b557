//! Where tokens are in the files that people know: the file itself, or what it was made from.

use crate::map::{InputMap, name_if_absolute};
use crate::planning::Places;
use crate::position::{Column, Line, LineTable, Position};

/// A file that people write.
pub(crate) struct OwnPlaces<'a> {
    pub(crate) path: &'a str,
    pub(crate) text: &'a str,
    pub(crate) lines: &'a LineTable,
}

impl Places for OwnPlaces<'_> {
    fn original(&self, offset: usize) -> (&str, Position) {
        (self.path, self.lines.position(self.text, offset))
    }
}

/// A file that a tool made, with a map back.
pub(crate) struct MappedPlaces<'a> {
    map: &'a InputMap,
    own: &'a OwnPlaces<'a>,
    /// The virtual paths of the map's sources.
    sources: Vec<String>,
}

impl<'a> MappedPlaces<'a> {
    pub(crate) fn new(map: &'a InputMap, own: &'a OwnPlaces<'a>) -> MappedPlaces<'a> {
        let folder = own.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let sources = map.sources.iter().map(|source| virtual_path(folder, source)).collect();
        MappedPlaces { map, own, sources }
    }
}

impl Places for MappedPlaces<'_> {
    fn original(&self, offset: usize) -> (&str, Position) {
        let (path, position) = self.own.original(offset);
        // What the map does not know was written by the tool: its own place is the true one.
        match self.map.lookup(position.line.index(), position.column.index()) {
            Some(found) => {
                let (line, column) =
                    (Line::from_index(found.line), Column::from_index(found.column));
                (&self.sources[found.source], Position { line, column })
            }
            None => (path, position),
        }
    }
}

/// The virtual path of a map's source.
fn virtual_path(folder: &str, source: &str) -> String {
    let source = source.split(['?', '#']).next().unwrap_or(source);
    if let Some(name) = name_if_absolute(source) {
        return name;
    }
    let source = source.replace('\\', "/");
    match source.split_once("://") {
        Some((_, rest)) => normal("", rest.split_once('/').map_or(rest, |(_, path)| path)),
        None => normal(folder, &source),
    }
}

/// A path without `.` and `..`; what would lead out of the root starts at it.
fn normal(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}
