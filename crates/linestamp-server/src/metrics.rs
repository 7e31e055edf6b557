//! `/metrics`, `/healthz` and `/readyz`: how the service is.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::app::Shared;
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::trust::{Caller, Limited, Role};

/// What is counted; no name of a tenant, service or user is.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    stored: AtomicU64,
    duplicates: AtomicU64,
    refused: AtomicU64,
    /// Requests that came too often, in the order of [`LIMITED`].
    limited: [AtomicU64; 3],
    /// Answers by the first digit of their status.
    answers: [AtomicU64; 6],
}

/// What is limited, and what it is called.
const LIMITED: [(Limited, &str); 3] = [
    (Limited::Ingest, "{limit=\"ingest\"}"),
    (Limited::Read, "{limit=\"read\"}"),
    (Limited::WrongToken, "{limit=\"wrong_token\"}"),
];

impl Metrics {
    /// Counts the records of a request.
    pub(crate) fn took(&self, stored: usize, duplicates: usize, refused: usize) {
        let counted =
            [(&self.stored, stored), (&self.duplicates, duplicates), (&self.refused, refused)];
        for (counter, number) in counted {
            counter.fetch_add(number as u64, Relaxed);
        }
    }

    /// Counts a request that came too often.
    pub(crate) fn limited(&self, what: Limited) {
        for ((limited, _), counter) in LIMITED.iter().zip(&self.limited) {
            if *limited == what {
                counter.fetch_add(1, Relaxed);
            }
        }
    }

    /// Counts an answer.
    pub(crate) fn answered(&self, status: StatusCode) {
        if let Some(counter) = self.answers.get(usize::from(status.as_u16() / 100)) {
            counter.fetch_add(1, Relaxed);
        }
    }
}

/// The routes.
pub(crate) fn routes() -> Routes {
    let metrics_of = Operation::new("getMetrics", "How the service is, for Prometheus.")
        .reads()
        .says("Its metrics, in Prometheus' text format; of no token that is bound to a workspace.")
        .answers_as::<String>("text/plain; version=0.0.4");
    let health = Operation::new("getHealth", "Whether the service runs.")
        .says("It runs.")
        .answers_as::<String>("text/plain; charset=utf-8");
    let readiness = Operation::new("getReadiness", "Whether the service can read and goes on.")
        .may_fail(&[Code::Busy, Code::TooSlow, Code::StoreFailed, Code::Closed])
        .says("It can.")
        .answers_as::<String>("text/plain; charset=utf-8");
    Routes::default()
        .get("/metrics", metrics, metrics_of)
        .get("/healthz", async || "ok\n", health)
        .get("/readyz", ready, readiness)
}

/// Ready is who can read and does not end.
async fn ready(State(shared): State<Shared>) -> Result<&'static str, Problem> {
    if *shared.ending.borrow() {
        return Err(Problem::from(linestamp_store::StoreError::Closed));
    }
    shared.store.status().await?;
    Ok("ready\n")
}

/// The totals are everybody's: for those who see everybody's records.
async fn metrics(State(shared): State<Shared>, caller: Caller) -> Result<Response, Problem> {
    let caller = caller.who_may(Role::Read)?;
    if caller.workspace().is_some() {
        let detail = "a token that is bound to a workspace sees no totals of all: use another";
        return Err(Problem::forbidden(detail));
    }
    let status = shared.store.status().await?;
    let mut text = String::new();
    let mut say = |name: &str, kind: &str, help: &str, samples: &[(&str, u64)]| {
        let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}");
        for (labels, value) in samples {
            let _ = writeln!(text, "{name}{labels} {value}");
        }
    };
    let m = &shared.metrics;
    let fates = [
        ("{fate=\"stored\"}", m.stored.load(Relaxed)),
        ("{fate=\"duplicate\"}", m.duplicates.load(Relaxed)),
        ("{fate=\"refused\"}", m.refused.load(Relaxed)),
    ];
    say("linestamp_ingested_records_total", "counter", "Records that were sent.", &fates);
    let classes = ["2xx", "3xx", "4xx", "5xx"].map(|class| format!("{{status=\"{class}\"}}"));
    let answers: Vec<_> =
        (2..6).map(|at: usize| (classes[at - 2].as_str(), m.answers[at].load(Relaxed))).collect();
    say("linestamp_http_answers_total", "counter", "Answers by status.", &answers);
    let limited = LIMITED.iter().zip(&m.limited).map(|((_, label), n)| (*label, n.load(Relaxed)));
    let limited: Vec<_> = limited.collect();
    say("linestamp_rate_limited_total", "counter", "Requests that came too often.", &limited);
    say("linestamp_store_records", "gauge", "Records that are kept.", &[("", status.records)]);
    say("linestamp_store_bytes", "gauge", "Bytes that they take.", &[("", status.bytes)]);
    say("linestamp_store_segments", "gauge", "Files of records.", &[("", status.segments)]);
    Ok(([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response())
}
