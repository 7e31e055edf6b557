//! `/v1/traces/{id}`: one trace, across services.

use axum::Json;
use linestamp_filter::{Condition, Filter};
use linestamp_schema::columns;
use linestamp_store::{LONGEST_TRACE, Order, Query, Span, Stored, spans_of};
use schemars::JsonSchema;
use serde::Serialize;

use crate::asked::Named;
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::routes::Routes;

/// A trace, its records and spans in the order of time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Trace")]
pub(super) struct Answer {
    /// Its id.
    trace_id: String,
    /// The time of its first record.
    from: i64,
    /// The time of its last record.
    until: i64,
    records: Vec<Stored>,
    spans: Vec<Span>,
    /// Whether there is more of it.
    truncated: bool,
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = Operation::new("getTrace", "One trace, across services.")
        .reads()
        .names::<String>("The trace's id.")
        .may_fail(&[Code::NotFound])
        .says("Its records and spans.")
        .answers::<Answer>();
    Routes::default().get("/v1/traces/{id}", trace, operation)
}

pub(super) async fn trace(
    reader: Reader,
    Named(trace_id): Named<String>,
) -> Result<Json<Answer>, Problem> {
    let filter = Filter::on(columns::trace_id(), Condition::Is(trace_id.clone()));
    let query = Query { filter, order: Order::OldestFirst, after: None, limit: LONGEST_TRACE };
    let page = reader.records(query).await?;
    let (Some(first), Some(last)) = (page.records.first(), page.records.last()) else {
        return Err(Problem::not_found(format!("there is no record of a trace {trace_id:?}")));
    };
    Ok(Json(Answer {
        from: first.record.timestamp.millis(),
        until: last.record.timestamp.millis(),
        spans: spans_of(&page.records),
        truncated: page.next.is_some(),
        trace_id,
        records: page.records,
    }))
}
