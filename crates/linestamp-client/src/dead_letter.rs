//! Where records go that will not be delivered, each with the reason.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use linestamp_schema::LogRecord;
use serde_json::json;

/// Where records go that were refused, could not be delivered within the retries' budget, or were
/// left at shutdown. Called on the worker's thread.
pub struct DeadLetter(Place);

type Keep = Box<dyn FnMut(&LogRecord, &str) + Send>;

enum Place {
    Nowhere,
    Call(Keep),
    File(File),
}

impl DeadLetter {
    /// They are counted, and gone.
    #[must_use]
    pub fn nowhere() -> DeadLetter {
        DeadLetter(Place::Nowhere)
    }

    /// Hands each record and the reason to a function.
    #[must_use]
    pub fn call(keep: impl FnMut(&LogRecord, &str) + Send + 'static) -> DeadLetter {
        DeadLetter(Place::Call(Box::new(keep)))
    }

    /// Appends to a file, which is created where there is none: a line of JSON for each record,
    /// `{"reason":"…","record":{…}}`.
    ///
    /// # Errors
    /// Where the file cannot be opened for appending.
    pub fn file(path: impl AsRef<Path>) -> io::Result<DeadLetter> {
        let path = path.as_ref();
        let file = OpenOptions::new().create(true).append(true).open(path).map_err(|error| {
            let text = format!(
                "the dead letter {} cannot be opened: {error}; name a file that can be written",
                path.display()
            );
            io::Error::new(error.kind(), text)
        })?;
        Ok(DeadLetter(Place::File(file)))
    }

    pub(crate) fn keep(&mut self, record: &LogRecord, reason: &str) -> io::Result<()> {
        match &mut self.0 {
            Place::Nowhere => Ok(()),
            Place::Call(keep) => {
                keep(record, reason);
                Ok(())
            }
            Place::File(file) => {
                let mut line = serde_json::to_vec(&json!({ "reason": reason, "record": record }))?;
                line.push(b'\n');
                // One write for each line: two processes may append to one file.
                file.write_all(&line)
            }
        }
    }
}

impl fmt::Debug for DeadLetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Place::Nowhere => "DeadLetter::nowhere",
            Place::Call(_) => "DeadLetter::call",
            Place::File(_) => "DeadLetter::file",
        })
    }
}
