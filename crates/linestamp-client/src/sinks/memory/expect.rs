//! What a test expects of the records.

use linestamp_schema::{CellRef, Level, LogRecord};
use serde_json::Value;

/// Records, narrowed down by what a test expects; made by [`Memory::expect`](super::Memory::expect).
#[derive(Debug, Clone)]
#[must_use = "nothing is expected before `one`, `none` or `times`"]
pub struct Expect {
    all: Vec<LogRecord>,
    found: Vec<LogRecord>,
    said: Vec<String>,
}

impl Expect {
    pub(super) fn among(all: Vec<LogRecord>) -> Expect {
        Expect { found: all.clone(), all, said: Vec::new() }
    }

    fn narrow(mut self, said: String, keep: impl Fn(&LogRecord) -> bool) -> Expect {
        self.found.retain(keep);
        self.said.push(said);
        self
    }

    /// Of that level.
    pub fn level(self, level: Level) -> Expect {
        self.narrow(format!("level {level}"), |record| record.level == level)
    }

    /// Of that event.
    pub fn event(self, event: &str) -> Expect {
        self.narrow(format!("event {event}"), |record| record.event_type.as_deref() == Some(event))
    }

    /// With that in the message.
    pub fn message(self, part: &str) -> Expect {
        self.narrow(format!("message with {part:?}"), |record| record.message.contains(part))
    }

    /// From that file, whatever the line.
    pub fn file(self, name: &str) -> Expect {
        let prefix = format!("{name}:");
        self.narrow(format!("file {name}"), move |record| {
            record.source_location.as_ref().is_some_and(|place| place.starts_with(&prefix))
        })
    }

    /// With that in the column of that name, as it is on the wire: `("request_id", "r-1")`.
    pub fn column(self, name: &str, value: impl Into<Value>) -> Expect {
        let value = value.into();
        self.narrow(format!("{name} {value}"), |record| {
            let mut cells = record.cells();
            cells.any(|(column, cell)| {
                column.name == name && cell.map(CellRef::to_value).as_ref() == Some(&value)
            })
        })
    }

    /// With that in the metadata.
    pub fn field(self, key: &str, value: impl Into<Value>) -> Expect {
        let value = value.into();
        self.narrow(format!("{key} = {value}"), |record| record.metadata.get(key) == Some(&value))
    }

    /// Exactly one: gives it.
    ///
    /// # Panics
    /// Where there is none, or more; tells what there is.
    #[track_caller]
    #[must_use]
    pub fn one(mut self) -> LogRecord {
        assert!(self.found.len() == 1, "{}", self.told("one"));
        self.found.remove(0)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len()
    }

    /// None.
    ///
    /// # Panics
    /// Where there is one; tells which.
    #[track_caller]
    pub fn none(self) {
        assert!(self.found.is_empty(), "{}", self.told("none"));
    }

    /// That many: gives them.
    ///
    /// # Panics
    /// Where there are more or fewer; tells what there is.
    #[track_caller]
    #[must_use]
    pub fn times(self, count: usize) -> Vec<LogRecord> {
        assert!(self.found.len() == count, "{}", self.told(&count.to_string()));
        self.found
    }

    fn told(&self, wanted: &str) -> String {
        let lines: Vec<String> = self
            .all
            .iter()
            .map(|record| format!("  {} {:?} {}", record.level, record.event_type, record.message))
            .collect();
        let said = if self.said.is_empty() { "any".to_owned() } else { self.said.join(", ") };
        let (found, all) = (self.found.len(), self.all.len());
        format!("expected {wanted} of {said}; found {found} among {all}:\n{}", lines.join("\n"))
    }
}
