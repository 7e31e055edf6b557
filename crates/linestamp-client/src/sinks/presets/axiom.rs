//! Axiom.
//!
//! Source: <https://axiom.co/docs/restapi/endpoints/ingestIntoDataset> and
//! <https://axiom.co/docs/restapi/api-limits>.

use std::time::{Duration, UNIX_EPOCH};

use linestamp_schema::LogRecord;
use serde::Deserialize;

use super::WithTime;
use crate::sinks::error::SinkError;
use crate::sinks::transport::{
    Answer, Call, Encoded, HttpSink, Limits, Protocol, Received, Transport, by_status,
};
use crate::verdict::Verdict;

/// How records are ingested by Axiom.
#[derive(Debug, Clone)]
pub struct Axiom {
    transport: Transport,
    dataset: String,
}

impl Axiom {
    /// Ingests into a dataset at `https://api.axiom.co`, by that token.
    ///
    /// # Errors
    /// Where the token cannot be in a header.
    pub fn new(dataset: impl Into<String>, token: &str) -> Result<Axiom, SinkError> {
        Ok(Axiom::over(Transport::to("https://api.axiom.co")?.bearer(token)?, dataset))
    }

    /// Ingests into a dataset in that way.
    #[must_use]
    pub fn over(transport: Transport, dataset: impl Into<String>) -> Axiom {
        Axiom { transport, dataset: dataset.into() }
    }

    /// The sink.
    ///
    /// # Errors
    /// Where TLS cannot be set up.
    pub fn sink(self) -> Result<HttpSink, SinkError> {
        HttpSink::new(self.transport.clone(), self)
    }
}

impl Protocol for Axiom {
    fn limits(&self) -> Limits {
        Limits { records: 10_000, record_bytes: 1_000_000, ..Limits::NONE }
    }

    fn encode(&self, records: &[LogRecord]) -> serde_json::Result<Encoded> {
        Encoded::lines(records, |body, record| {
            serde_json::to_writer(body, &WithTime { record, name: "_time" })
        })
    }

    fn request(&self, transport: &Transport, _: &[LogRecord], body: Vec<u8>) -> Call {
        let mut url = transport.url.clone();
        // An address of HTTP can always have a path.
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty().extend(["v1", "datasets", &self.dataset, "ingest"]);
        }
        Call { url, content_type: "application/x-ndjson", body }
    }

    fn classify(&self, received: &Received, records: usize) -> Verdict {
        classify_axiom(&received.answer(), received.header("x-ratelimit-reset"), records)
    }
}

#[derive(Deserialize)]
struct Status {
    ingested: usize,
    failed: usize,
    #[serde(default)]
    failures: Vec<Failure>,
}

#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    error: String,
}

/// What an answer of Axiom's to that many records means; `reset` is its `X-RateLimit-Reset`, in
/// seconds since 1970.
///
/// | answer | verdict |
/// |---|---|
/// | 200, `ingested` and `failed` add up | confirmed but for those that failed |
/// | 200 that cannot be read, or does not add up | again |
/// | 429 | again, not before `Retry-After`, else `X-RateLimit-Reset` |
/// | the rest | by the status |
#[must_use]
pub fn classify_axiom(answer: &Answer<'_>, reset: Option<&str>, records: usize) -> Verdict {
    match answer.status {
        200..=299 => success(answer, records),
        429 if answer.retry_after.is_none() => {
            let reset = reset.and_then(|reset| reset.trim().parse().ok());
            let reset = reset.and_then(|reset| UNIX_EPOCH.checked_add(Duration::from_secs(reset)));
            let after = reset.map(|reset| reset.duration_since(answer.now).unwrap_or_default());
            Verdict::Retry { reason: answer.reason(), after }
        }
        _ => by_status(answer),
    }
}

fn success(answer: &Answer<'_>, records: usize) -> Verdict {
    let Ok(status) = serde_json::from_slice::<Status>(answer.body) else {
        return answer.unreadable();
    };
    if status.ingested.checked_add(status.failed) != Some(records) {
        return answer.unreadable();
    }
    if status.failed == 0 {
        return Verdict::Confirmed;
    }
    let first = status.failures.first().map_or("", |failure| failure.error.as_str());
    Verdict::SomeRefused { refused: status.failed, reason: answer.reason_of(first) }
}
