//! The formats that are read.

use std::fmt;
use std::str::FromStr;

/// A format that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// A JSON object a line.
    Ndjson,
    /// `key=value` pairs, a record a line.
    Logfmt,
    /// The events of `wrangler tail --format json`, over several lines or one a line.
    Wrangler,
    /// What pino (and bunyan) write: a JSON object a line, levels as numbers.
    Pino,
    /// OTLP's JSON: an object with `resourceLogs`, over several lines or one a line.
    Otlp,
}

impl Format {
    /// All formats.
    pub const ALL: [Format; 5] =
        [Format::Ndjson, Format::Logfmt, Format::Wrangler, Format::Pino, Format::Otlp];

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Format::Ndjson => "ndjson",
            Format::Logfmt => "logfmt",
            Format::Wrangler => "wrangler",
            Format::Pino => "pino",
            Format::Otlp => "otlp",
        }
    }

    /// What it is, in a line.
    #[must_use]
    pub fn about(self) -> &'static str {
        match self {
            Format::Ndjson => "A JSON object a line",
            Format::Logfmt => "key=value pairs, a record a line",
            Format::Wrangler => "The events of `wrangler tail --format json`",
            Format::Pino => "What pino and bunyan write",
            Format::Otlp => "OTLP JSON: objects with resourceLogs",
        }
    }

    /// Whether a value may go over several lines.
    pub(crate) fn spans_lines(self) -> bool {
        matches!(self, Format::Wrangler | Format::Otlp)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Format, UnknownFormat> {
        let found = Format::ALL.into_iter().find(|format| format.name() == name);
        found.ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// A name that no format has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Format::ALL.map(Format::name).join(", ");
        write!(f, "there is no format {:?}: known are {known}", self.0)
    }
}

impl std::error::Error for UnknownFormat {}
