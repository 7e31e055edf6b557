//! What Postgres' errors mean.
//!
//! Source: <https://www.postgresql.org/docs/current/errcodes-appendix.html>.

use crate::verdict::Verdict;

/// What an error of that SQLSTATE means; `None` where the connection failed before there was one.
///
/// | SQLSTATE | verdict |
/// |---|---|
/// | class 21, 22 (data), 23 (constraints), 54 (limits) | refused: halves, until the record is found |
/// | class 28 (credentials), 0A, 3D, 3F, 42 (no such table or column, no right), 25006 (read-only) | held |
/// | none, class 08, 40, 53, 55, 57, 58, XX, and any other | again |
#[must_use]
pub fn classify(state: Option<&str>, reason: String) -> Verdict {
    let class = state.and_then(|state| state.get(..2)).unwrap_or_default();
    match (class, state) {
        ("21" | "22" | "23" | "54", _) => Verdict::Refused { reason },
        ("28" | "0A" | "3D" | "3F" | "42", _) | (_, Some("25006")) => Verdict::Held { reason },
        _ => Verdict::Retry { reason, after: None },
    }
}
