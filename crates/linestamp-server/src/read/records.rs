//! `/v1/records`: records by a filter, a page at a time, and one by its place.

use axum::Json;
use linestamp_store::{Cursor, Query, Seq, Stored};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::MOST;
use crate::asked::{Asked, Named, Wanted, bad, filter_of, limited};
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::reader::Reader;
use crate::routes::Routes;

/// Which records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// As many at most.
    #[serde(default = "usual")]
    #[schemars(range(min = 1, max = MOST))]
    limit: usize,
    /// In which order.
    #[serde(default)]
    order: Wanted,
    /// What an earlier answer gave as `next`.
    after: Option<String>,
}

fn usual() -> usize {
    100
}

/// A page.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Page")]
pub(super) struct Answer {
    /// The records, in order.
    records: Vec<Stored>,
    /// Where the next page starts, to be asked for with `after`; null where this was the last one.
    next: Option<String>,
}

/// The routes.
pub(super) fn routes() -> Routes {
    let listing = Operation::new("listRecords", "Records by a filter, a page at a time.")
        .reads()
        .filters::<Asking>()
        .says("The page.")
        .answers::<Answer>();
    let looking = Operation::new("getRecord", "One record.")
        .reads()
        .names::<Seq>("The record's place in the order of arrival: its `seq`.")
        .may_fail(&[Code::NotFound])
        .says("The record.")
        .answers::<Stored>();
    Routes::default().get("/v1/records", list, listing).get("/v1/records/{seq}", one, looking)
}

pub(super) async fn list(
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let after = asking.after.map(|after| after.parse::<Cursor>().map_err(bad)).transpose()?;
    let query = Query {
        filter: filter_of(&asking.filter)?,
        order: asking.order.into(),
        after,
        limit: limited(asking.limit, MOST)?,
    };
    let page = reader.records(query).await?;
    Ok(Json(Answer { records: page.records, next: page.next.map(|next| next.to_string()) }))
}

pub(super) async fn one(reader: Reader, Named(seq): Named<Seq>) -> Result<Json<Stored>, Problem> {
    reader.get(seq).await?.map(Json).ok_or_else(|| nowhere(seq))
}

/// There is no such record, or the caller may not know of it.
pub(super) fn nowhere(seq: Seq) -> Problem {
    Problem::not_found(format!("there is no record {seq}: it has expired, or was deleted"))
}
