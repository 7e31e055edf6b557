//! Why a sink cannot be set up.

use std::fmt;

/// Why a sink cannot be set up: what is wrong, and what to do. Credentials are not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkError(String);

impl SinkError {
    pub(crate) fn new(text: impl Into<String>) -> SinkError {
        SinkError(text.into())
    }
}

impl fmt::Display for SinkError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for SinkError {}
