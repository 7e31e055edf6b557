//! Why a part of the input gives no record.

use std::fmt;

/// Why a part of the input gives no record, and what it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejection {
    reason: String,
    input: Vec<u8>,
}

impl Rejection {
    pub(crate) fn new(reason: String, input: &[u8]) -> Rejection {
        Rejection { reason, input: input.to_owned() }
    }

    /// What is wrong, and what to do about it.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The line, or the lines of the value, that it is about: whole, unless the reason says that
    /// it was too long.
    #[must_use]
    pub fn input(&self) -> &[u8] {
        &self.input
    }
}

impl fmt::Display for Rejection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl std::error::Error for Rejection {}
