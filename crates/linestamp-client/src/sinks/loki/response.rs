//! What an answer means.
//!
//! Source: Loki's HTTP API (<https://grafana.com/docs/loki/latest/reference/loki-http-api/>, "Ingest
//! logs") and "Block log ingestion" (<https://grafana.com/docs/loki/latest/operations/request-validation-rate-limits/>):
//! 204 is success, 400 a batch of which lines were dropped, 429 a rate limit, 260 (or whichever
//! status is configured) an ingestion that is blocked.

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

/// What an answer means.
///
/// | status | verdict |
/// |---|---|
/// | 200, 204 | confirmed |
/// | 260 and other 2xx | held: ingestion is blocked, nothing was taken |
/// | 400 and others that are about the lines | refused: halves, until the line is found |
/// | 429, 5xx but 501 and 505 | again, not before `Retry-After` |
/// | the rest | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>) -> Verdict {
    match answer.status {
        200 | 204 => Verdict::Confirmed,
        201..=299 => Verdict::Held { reason: answer.reason() },
        _ => by_status(answer),
    }
}
