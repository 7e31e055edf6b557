//! A file's own map, read.

use serde::Deserialize;

use super::vlq;

/// A map as JSON has it; an index map has sections instead of mappings.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct RawMap {
    version: serde_json::Value,
    #[serde(default)]
    sources: Vec<Option<String>>,
    #[serde(default)]
    sources_content: Option<Vec<Option<String>>>,
    #[serde(default)]
    source_root: Option<String>,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    mappings: String,
    #[serde(default)]
    ignore_list: Vec<usize>,
    #[serde(default)]
    sections: Option<Vec<RawSection>>,
}

#[derive(Debug, Deserialize)]
struct RawSection {
    offset: RawOffset,
    map: RawMap,
}

#[derive(Debug, Deserialize)]
struct RawOffset {
    line: u32,
    column: u32,
}

/// An original position: 0-based line and UTF-16 column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Mapped {
    pub(crate) source: usize,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) name: Option<usize>,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    column: u32,
    mapped: Option<Mapped>,
}

/// A map that can be asked for original positions.
#[derive(Debug, Default)]
pub(crate) struct InputMap {
    pub(crate) sources: Vec<String>,
    pub(crate) contents: Vec<Option<String>>,
    pub(crate) names: Vec<String>,
    pub(crate) ignore_list: Vec<usize>,
    /// The segments of each line, in the order of their columns.
    lines: Vec<Vec<Segment>>,
}

impl InputMap {
    /// Reads a map.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    pub(crate) fn parse(json: &str) -> Result<InputMap, String> {
        // Some servers put a line in front that keeps the map from being run as a script.
        let json = json
            .strip_prefix(")]}'")
            .map_or(json, |rest| rest.split_once('\n').map_or("", |(_, rest)| rest));
        let raw: RawMap = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let mut map = InputMap::default();
        map.add(raw, 0, 0)?;
        for line in &mut map.lines {
            line.sort_by_key(|segment| segment.column);
        }
        Ok(map)
    }

    fn add(&mut self, raw: RawMap, first_line: usize, first_column: u32) -> Result<(), String> {
        if raw.version != 3 {
            return Err(format!("version {} is not supported, 3 is", raw.version));
        }
        if let Some(sections) = raw.sections {
            for section in sections {
                if section.map.sections.is_some() {
                    return Err("a section of an index map is an index map itself".to_owned());
                }
                let line = first_line + section.offset.line as usize;
                self.add(section.map, line, section.offset.column)?;
            }
            return Ok(());
        }
        let (sources, names) = (self.sources.len(), self.names.len());
        let root = raw.source_root.unwrap_or_default();
        let contents = raw.sources_content.unwrap_or_default();
        for (index, source) in raw.sources.iter().enumerate() {
            self.sources
                .push(source.as_deref().map_or_else(String::new, |source| rooted(&root, source)));
            self.contents.push(contents.get(index).cloned().flatten());
        }
        self.names.extend(raw.names);
        self.ignore_list.extend(raw.ignore_list.iter().map(|source| source + sources));
        self.add_mappings(&raw.mappings, first_line, first_column, sources, names)
    }

    fn add_mappings(
        &mut self,
        mappings: &str,
        first_line: usize,
        first_column: u32,
        sources: usize,
        names: usize,
    ) -> Result<(), String> {
        // Source, line, column and name go on from one line to the next; the column does not.
        let mut state = [0i64; 4];
        for (index, line) in mappings.split(';').enumerate() {
            let mut column = 0i64;
            let shift = if index == 0 { first_column } else { 0 };
            for segment in line.split(',').filter(|segment| !segment.is_empty()) {
                let numbers =
                    numbers(segment).ok_or_else(|| format!("\"{segment}\" is not a segment"))?;
                column += numbers[0];
                for (state, delta) in state.iter_mut().zip(&numbers[1..]) {
                    *state += delta;
                }
                let mapped = if numbers.len() >= 4 {
                    Some(self.mapped(state, numbers.len() == 5, sources, names)?)
                } else {
                    None
                };
                let column =
                    u32::try_from(column).map_err(|_| "a column is negative".to_owned())?;
                let line = first_line + index;
                if self.lines.len() <= line {
                    self.lines.resize_with(line + 1, Vec::new);
                }
                self.lines[line].push(Segment { column: column + shift, mapped });
            }
        }
        Ok(())
    }

    fn mapped(
        &self,
        state: [i64; 4],
        named: bool,
        sources: usize,
        names: usize,
    ) -> Result<Mapped, String> {
        let number =
            |value: i64| u32::try_from(value).map_err(|_| "a position is negative".to_owned());
        let source = sources + number(state[0])? as usize;
        if source >= self.sources.len() {
            return Err(format!("there is no source {}", state[0]));
        }
        let name = if named {
            Some(names + number(state[3])? as usize).filter(|name| *name < self.names.len())
        } else {
            None
        };
        Ok(Mapped { source, line: number(state[1])?, column: number(state[2])?, name })
    }

    /// The original position of a generated one: that of the last segment before it on its line.
    pub(crate) fn lookup(&self, line: u32, column: u32) -> Option<Mapped> {
        let segments = self.lines.get(line as usize)?;
        let next = segments.partition_point(|segment| segment.column <= column);
        segments[..next].last()?.mapped
    }

    /// The original position that holds at a generated one, looking back over what is unmapped,
    /// and over the ends of lines: inserted text belongs to what stands before it.
    pub(crate) fn nearest(&self, line: u32, column: u32) -> Option<Mapped> {
        let last = self.lines.len().checked_sub(1)?.min(line as usize);
        self.lines[..=last].iter().enumerate().rev().find_map(|(index, segments)| {
            let behind = |segment: &Segment| index < line as usize || segment.column <= column;
            segments.iter().rev().filter(|segment| behind(segment)).find_map(|found| found.mapped)
        })
    }

    /// Every original position that something was made from.
    pub(crate) fn mapped_positions(&self) -> impl Iterator<Item = Mapped> + '_ {
        self.lines.iter().flatten().filter_map(|segment| segment.mapped)
    }

    /// The columns at which a line's segments begin.
    pub(crate) fn columns(&self, line: u32) -> impl Iterator<Item = u32> + '_ {
        self.lines.get(line as usize).into_iter().flatten().map(|segment| segment.column)
    }
}

/// The numbers of a segment: one, four or five.
fn numbers(segment: &str) -> Option<Vec<i64>> {
    let mut bytes = segment.as_bytes();
    let mut numbers = Vec::with_capacity(5);
    while !bytes.is_empty() {
        let (number, length) = vlq::decode(bytes)?;
        numbers.push(number);
        bytes = &bytes[length..];
    }
    matches!(numbers.len(), 1 | 4 | 5).then_some(numbers)
}

fn rooted(root: &str, source: &str) -> String {
    if root.is_empty() || source.starts_with('/') || source.contains("://") {
        source.to_owned()
    } else if root.ends_with('/') {
        format!("{root}{source}")
    } else {
        format!("{root}/{source}")
    }
}
