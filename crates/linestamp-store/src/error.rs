//! Why a store could not do what it was asked to.

use std::fmt;

/// Why a store could not do what it was asked to.
#[derive(Debug)]
#[non_exhaustive]
pub enum StoreError {
    /// Its disk is full: nothing of the batch was stored. Retention still works.
    Full(String),
    /// It has as much to do as it may have waiting; to be tried again later.
    Busy(String),
    /// The question took longer than it may: narrow its time or its filter.
    TooSlow(String),
    /// It is closed, or being closed.
    Closed,
    /// It has no such thing: what it lacks, and what to do instead.
    NotSupported(String),
    /// Its data cannot be read or written: what and where.
    Failed(String),
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreError::Full(what) => write!(f, "the disk is full: {what}"),
            StoreError::Busy(what) => write!(f, "the store is busy: {what}"),
            StoreError::TooSlow(what) => write!(f, "the question takes too long: {what}"),
            StoreError::Closed => f.write_str("the store is closed"),
            StoreError::NotSupported(what) | StoreError::Failed(what) => f.write_str(what),
        }
    }
}

impl std::error::Error for StoreError {}
