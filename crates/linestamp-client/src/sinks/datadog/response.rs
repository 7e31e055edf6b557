//! What an answer means.
//!
//! Source: <https://docs.datadoghq.com/api/latest/logs/#send-logs>: 202 accepted; 400 bad request,
//! 401 unauthorized, 403 permission, 413 too large are final; 408 timeout, 429 too many requests,
//! 500 and 503 are to be tried again.

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

/// What an answer means.
///
/// | status | verdict |
/// |---|---|
/// | 202 | confirmed |
/// | another 2xx | again: no intake of Datadog's answers so |
/// | 400 | refused: halves |
/// | 401, 403 | held |
/// | 413 | too large: halves |
/// | 408, 429, 5xx but 501 and 505 | again, not before `Retry-After` |
/// | the rest | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>) -> Verdict {
    match answer.status {
        202 => Verdict::Confirmed,
        200..=299 => answer.unreadable(),
        _ => by_status(answer),
    }
}
