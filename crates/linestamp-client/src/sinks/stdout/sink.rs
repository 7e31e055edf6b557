//! Prints a batch.

use std::fmt;
use std::io::Write;

use linestamp_schema::LogRecord;

use super::config::Style;
use super::encode;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Prints records; made by [`Stdout`](super::Stdout).
pub struct WriterSink {
    style: Style,
    writer: Box<dyn Write + Send>,
}

impl WriterSink {
    pub(super) fn new(style: Style, writer: Box<dyn Write + Send>) -> WriterSink {
        WriterSink { style, writer }
    }

    fn print(&mut self, records: &[LogRecord]) -> Verdict {
        let mut lines = Vec::with_capacity(records.len() * 160);
        for record in records {
            if let Err(error) = encode::line(record, self.style, &mut lines) {
                return Verdict::Refused { reason: format!("cannot be encoded: {error}") };
            }
        }
        match self.writer.write_all(&lines).and_then(|()| self.writer.flush()) {
            Ok(()) => Verdict::Confirmed,
            Err(error) => {
                Verdict::Retry { reason: format!("cannot be written: {error}"), after: None }
            }
        }
    }
}

impl Sink for WriterSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        let verdict = self.print(records);
        Box::pin(std::future::ready(verdict))
    }
}

impl fmt::Debug for WriterSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriterSink").field("style", &self.style).finish_non_exhaustive()
    }
}
