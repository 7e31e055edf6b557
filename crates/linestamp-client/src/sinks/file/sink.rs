//! Appends batches.

use std::{fmt, io};

use linestamp_schema::LogRecord;

use super::config::Files;
use super::encode;
use super::request::{Open, rotate};
use super::response::classify;
use crate::sinks::error::SinkError;
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// Appends batches; made by [`Files::sink`].
pub struct FileSink {
    files: Files,
    open: Option<Open>,
}

impl FileSink {
    pub(super) fn new(files: Files) -> Result<FileSink, SinkError> {
        let open = Open::new(&files.path).map_err(|error| {
            let path = files.path.display();
            SinkError::new(format!(
                "the file {path} cannot be opened: {error}; name one that can be written"
            ))
        })?;
        Ok(FileSink { files, open: Some(open) })
    }

    fn append(&mut self, records: &[LogRecord]) -> Verdict {
        match encode::lines(records) {
            Ok(lines) => classify(&self.write(&lines)),
            Err(error) => Verdict::Refused { reason: format!("cannot be encoded: {error}") },
        }
    }

    fn write(&mut self, lines: &[u8]) -> io::Result<()> {
        let files = &self.files;
        let is_full = |open: &Open| open.is_full(lines.len(), files.rotate_at);
        if self.open.as_ref().is_some_and(is_full) {
            // Closed first: some systems do not rename an open file.
            self.open = None;
            rotate(&self.files)?;
        }
        let open = match &mut self.open {
            Some(open) => open,
            none => none.insert(Open::new(&self.files.path)?),
        };
        let folder = files.path.parent().filter(|_| files.sync);
        open.append(lines, folder)
    }
}

impl Sink for FileSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async move { self.append(records) })
    }
}

impl fmt::Debug for FileSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileSink").field("files", &self.files).finish_non_exhaustive()
    }
}
