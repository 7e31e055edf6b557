//! How records are printed.

use std::io::{self, Write};

use super::sink::WriterSink;

/// How a record is printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Style {
    /// A line for people: time, level, service, place, event, message, metadata.
    #[default]
    Pretty,
    /// A line of JSON.
    Json,
}

/// How records are printed.
#[derive(Debug, Clone, Copy, Default)]
pub struct Stdout {
    style: Style,
}

impl Stdout {
    /// Lines for people.
    #[must_use]
    pub fn pretty() -> Stdout {
        Stdout { style: Style::Pretty }
    }

    /// Lines of JSON.
    #[must_use]
    pub fn json() -> Stdout {
        Stdout { style: Style::Json }
    }

    /// The sink that prints to standard output.
    #[must_use]
    pub fn sink(self) -> WriterSink {
        self.into_writer(io::stdout())
    }

    /// The sink that prints to something else: standard error, a file.
    #[must_use]
    pub fn into_writer(self, writer: impl Write + Send + 'static) -> WriterSink {
        WriterSink::new(self.style, Box::new(writer))
    }
}
