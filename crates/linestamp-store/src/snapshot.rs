//! A copy of a store at one moment, for a backup.

use std::any::Any;
use std::fmt;
use std::path::PathBuf;

/// Everything that was acknowledged before, as files. They are there, and stay as they are, until it
/// is dropped.
pub struct Snapshot {
    files: Vec<SnapshotFile>,
    _held: Box<dyn Any + Send + Sync>,
}

/// One file of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnapshotFile {
    /// Its name within the copy, with `/` between its parts.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

impl Snapshot {
    /// The files in the order in which they are to be copied: without the last one a copy is none.
    /// What is held keeps them.
    pub fn new(files: Vec<SnapshotFile>, held: impl Send + Sync + 'static) -> Snapshot {
        Snapshot { files, _held: Box::new(held) }
    }

    /// The files, in the order in which they are to be copied.
    #[must_use]
    pub fn files(&self) -> &[SnapshotFile] {
        &self.files
    }
}

impl fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Snapshot").field("files", &self.files).finish_non_exhaustive()
    }
}
