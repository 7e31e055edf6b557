//! What is known of a column.

use serde_json::Value;

/// One column of the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// Its name, on the wire and in every store.
    pub name: &'static str,
    /// What its values are.
    pub kind: Kind,
    /// Who says it.
    pub presence: Presence,
    /// Whether a store keeps an index on it.
    pub indexed: bool,
    /// The most characters (Unicode scalar values) that its text may have.
    pub limit: Option<usize>,
    /// Where it goes in OpenTelemetry's log data model.
    pub open_telemetry: OpenTelemetry,
    pub(crate) documentation: &'static str,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Free text.
    Text,
    /// Milliseconds since 1970, see [`Timestamp`](crate::Timestamp).
    Timestamp,
    /// One of the [`Level`](crate::Level)s.
    Level,
    /// One of the [`Environment`](crate::Environment)s.
    Environment,
    /// A JSON object.
    Json,
}

/// Who says the value of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// The sender has to.
    Required,
    /// The sender may, else the receiver does: it is there in every complete record.
    Filled,
    /// It may be absent.
    Optional,
}

/// A place in OpenTelemetry's log data model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OpenTelemetry {
    /// A field of the log record itself.
    Field(&'static str),
    /// An attribute of the log record.
    Attribute(&'static str),
    /// An attribute of the resource.
    Resource(&'static str),
    /// Taken apart into attributes for file, line and column.
    CallSite,
    /// Each key is an attribute of the log record.
    Each,
}

impl Column {
    /// What the column is for, in a line of prose.
    #[must_use]
    pub fn doc(&self) -> &'static str {
        self.documentation.trim()
    }

    /// JSON Schema (2020-12) of its values on the wire, in their canonical form.
    #[must_use]
    pub fn json_schema(&self) -> Value {
        crate::dialect::property(self)
    }

    /// Whether every complete record has it.
    #[must_use]
    pub fn is_always_there(&self) -> bool {
        self.presence != Presence::Optional
    }

    /// The other spelling under which the wire may name it: `traceId` for `trace_id`.
    #[must_use]
    pub fn camel_case(&self) -> String {
        let mut words = self.name.split('_');
        let mut name = words.next().unwrap_or_default().to_owned();
        for word in words {
            let mut letters = word.chars();
            name.extend(letters.next().map(|first| first.to_ascii_uppercase()));
            name.push_str(letters.as_str());
        }
        name
    }
}
