//! `/v1/traces/{id}`: one trace, across services.

use axum::Json;
use linestamp_filter::{Condition, Filter};
use linestamp_schema::columns;
use linestamp_store::{Order, Query, Stored};
use serde::Serialize;

use super::MOST;
use super::spans::{Span, spans_of};
use crate::asked::Named;
use crate::problem::Problem;
use crate::reader::Reader;

/// The most records of a trace.
const LONGEST: usize = 5 * MOST;

/// A trace, its records and spans in the order of time.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    trace_id: String,
    from: i64,
    until: i64,
    records: Vec<Stored>,
    spans: Vec<Span>,
    /// Whether there is more of it.
    truncated: bool,
}

pub(super) async fn trace(
    reader: Reader,
    Named(trace_id): Named<String>,
) -> Result<Json<Answer>, Problem> {
    let filter = Filter::on(columns::trace_id(), Condition::Is(trace_id.clone()));
    let query = Query { filter, order: Order::OldestFirst, after: None, limit: LONGEST };
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
