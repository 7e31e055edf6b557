//! Why a sink cannot be set up.

use std::fmt;

/// Why a sink cannot be set up: what is wrong, and what to do. Credentials are not repeated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkError(String);

/// Of roots that are none.
#[cfg(any(feature = "http", feature = "postgres"))]
pub(crate) const NO_ROOTS: &str = "no certificate in PEM is in what was given as roots";

/// Of an identity that is none.
#[cfg(any(feature = "http", feature = "postgres"))]
pub(crate) const IDENTITY_NEEDS_BOTH: &str =
    "the identity needs a certificate and its private key, both in PEM";

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
