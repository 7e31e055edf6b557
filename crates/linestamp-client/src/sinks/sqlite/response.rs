//! What SQLite's result codes mean.
//!
//! Source: <https://sqlite.org/rescode.html>.

use rusqlite::{Error, ErrorCode};

use crate::verdict::Verdict;

/// What the outcome of a transaction means.
///
/// | outcome | verdict |
/// |---|---|
/// | done | confirmed |
/// | constraint, mismatch, too big, out of range | refused: halves, until the record is found |
/// | read-only, no permission, cannot be opened, not a database, another table | held |
/// | busy, locked, full, I/O, memory and any other | again |
#[must_use]
pub fn classify(outcome: &Result<(), Error>) -> Verdict {
    let Err(error) = outcome else { return Verdict::Confirmed };
    let reason = error.to_string();
    match error.sqlite_error_code() {
        Some(
            ErrorCode::ConstraintViolation
            | ErrorCode::TypeMismatch
            | ErrorCode::TooBig
            | ErrorCode::ParameterOutOfRange,
        ) => Verdict::Refused { reason },
        Some(
            ErrorCode::ReadOnly
            | ErrorCode::PermissionDenied
            | ErrorCode::AuthorizationForStatementDenied
            | ErrorCode::CannotOpen
            | ErrorCode::NotADatabase
            | ErrorCode::DatabaseCorrupt
            // "no such table", "no such column".
            | ErrorCode::Unknown,
        ) => Verdict::Held { reason },
        _ => Verdict::Retry { reason, after: None },
    }
}
