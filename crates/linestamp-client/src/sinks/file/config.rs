//! Where lines go.

use std::path::PathBuf;

use super::sink::FileSink;
use crate::sinks::error::SinkError;

/// Where lines go.
#[derive(Debug, Clone)]
pub struct Files {
    pub(super) path: PathBuf,
    pub(super) rotate_at: u64,
    pub(super) keep: usize,
    pub(super) sync: bool,
}

impl Files {
    /// Appends to that file, which is created where there is none: rotated at 100 MiB, with five
    /// old files kept.
    #[must_use]
    pub fn at(path: impl Into<PathBuf>) -> Files {
        Files { path: path.into(), rotate_at: 100 << 20, keep: 5, sync: false }
    }

    /// A batch that would take the file over so many bytes goes into a new one.
    #[must_use]
    pub fn rotate_at(mut self, bytes: u64) -> Files {
        self.rotate_at = bytes;
        self
    }

    /// How many old files are kept.
    #[must_use]
    pub fn keep(mut self, files: usize) -> Files {
        self.keep = files;
        self
    }

    /// Whether each batch is on disk before it is confirmed; it is not unless given.
    #[must_use]
    pub fn sync(mut self, sync: bool) -> Files {
        self.sync = sync;
        self
    }

    /// The sink.
    ///
    /// # Errors
    /// Where the file cannot be opened for writing.
    pub fn sink(self) -> Result<FileSink, SinkError> {
        FileSink::new(self)
    }
}
