//! From what SQLite and the system say to what a store says.

use std::io;
use std::path::Path;

use linestamp_store::StoreError;
use rusqlite::{ErrorCode, ffi};

/// SQLite's error about a file. A disk that is full, or takes no more, is told apart.
pub(crate) fn sqlite(path: &Path, error: &rusqlite::Error) -> StoreError {
    let what = format!("{}: {error}", path.display());
    match error.sqlite_error() {
        Some(inner)
            if inner.code == ErrorCode::DiskFull
                // A quota, or a limit on the size of files: SQLite knows only ENOSPC by name.
                || inner.extended_code == ffi::SQLITE_IOERR_WRITE =>
        {
            StoreError::Full(format!("{what}; make room, or let records expire sooner"))
        }
        _ => StoreError::Failed(what),
    }
}

/// The system's error about a file or folder.
pub(crate) fn system(path: &Path, error: &io::Error) -> StoreError {
    let what = format!("{}: {error}", path.display());
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
            StoreError::Full(format!("{what}; make room, or let records expire sooner"))
        }
        _ => StoreError::Failed(what),
    }
}

/// The same error once more, for another who waits.
pub(crate) fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Full(what) => StoreError::Full(what.clone()),
        StoreError::Busy(what) => StoreError::Busy(what.clone()),
        StoreError::TooSlow(what) => StoreError::TooSlow(what.clone()),
        StoreError::Closed => StoreError::Closed,
        StoreError::NotSupported(what) => StoreError::NotSupported(what.clone()),
        StoreError::Failed(what) => StoreError::Failed(what.clone()),
        other => StoreError::Failed(other.to_string()),
    }
}
