//! `/v1/records/{seq}/context`: what happened around a record.

use axum::Json;
use linestamp_filter::{Condition, Filter};
use linestamp_schema::{CellRef, Column, columns};
use linestamp_store::{Cursor, Order, Query, Seq, Stored};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{MOST, records};
use crate::asked::{Asked, Named, bad};
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::routes::Routes;

/// How much of what is around.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// What the records have in common.
    by: By,
    /// As many at most before it.
    #[serde(default = "usual")]
    before: usize,
    /// As many at most behind it.
    #[serde(default = "usual")]
    after: usize,
}

fn usual() -> usize {
    20
}

/// A record, and what was around it, the oldest first.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Context")]
pub(super) struct Answer {
    by: By,
    /// What came before it.
    before: Vec<Stored>,
    record: Stored,
    /// What came behind it.
    after: Vec<Stored>,
}

/// What the records have in common.
#[derive(Debug, Clone, Copy, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum By {
    Request,
    Trace,
    Instance,
    Service,
}

impl By {
    fn column(self) -> &'static Column {
        match self {
            By::Request => columns::request_id(),
            By::Trace => columns::trace_id(),
            By::Instance => columns::instance_id(),
            By::Service => columns::service(),
        }
    }
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = Operation::new("getContext", "What happened around a record.")
        .reads()
        .names::<Seq>("The record's place in the order of arrival: its `seq`.")
        .asks::<Asking>()
        .may_fail(&[Code::NotFound])
        .says("The record, and what was around it.")
        .answers::<Answer>();
    Routes::default().get("/v1/records/{seq}/context", context, operation)
}

pub(super) async fn context(
    reader: Reader,
    Named(seq): Named<Seq>,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let stored = reader.get(seq).await?.ok_or_else(|| records::nowhere(seq))?;
    let filter = same(&stored, asking.by)?;
    let beside = async |order, limit: usize| {
        if limit == 0 {
            return Ok(Vec::new());
        }
        let after = Some(Cursor::behind(&stored));
        let query = Query { filter: filter.clone(), order, after, limit: limit.min(MOST) };
        Ok::<_, Problem>(reader.records(query).await?.records)
    };
    let mut before = beside(Order::NewestFirst, asking.before).await?;
    before.reverse();
    let after = beside(Order::OldestFirst, asking.after).await?;
    Ok(Json(Answer { by: asking.by, before, record: stored, after }))
}

/// The records that have the same value there. A tenant's ids are its own: those of another workspace
/// with the same id are not meant.
fn same(stored: &Stored, by: By) -> Result<Filter, Problem> {
    let column = by.column();
    let Some(CellRef::Text(value)) = stored.record.get(column) else {
        return Err(bad(format!("the record has no {}: ask by another", column.name)));
    };
    let filter = Filter::on(column, Condition::Is(value.to_owned()));
    Ok(match &stored.record.workspace_id {
        Some(workspace) => {
            filter.and(Filter::on(columns::workspace_id(), Condition::Is(workspace.clone())))
        }
        None => filter,
    })
}
