//! What is thrown.

use serde::Serialize;

/// What went wrong.
#[derive(Debug, Serialize)]
pub(crate) struct Failure {
    /// Its name for programs.
    pub(crate) code: Code,
    /// What to tell a person.
    pub(crate) message: String,
}

/// The `code` of what is thrown.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) enum Code {
    /// What was given cannot be used.
    InvalidArg,
    /// What was asked for cannot be done.
    GenericFailure,
}

/// What gives a value or is thrown.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Failure {
        Failure { code, message: message.into() }
    }
}
