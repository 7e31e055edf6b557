//! `/v1/records`: records by a filter, a page at a time, and one by its place.

use axum::Json;
use linestamp_store::{Cursor, Query, Seq, Stored};
use serde::{Deserialize, Serialize};

use super::MOST;
use crate::asked::{Asked, Named, Wanted, bad, filter_of, limited};
use crate::problem::Problem;
use crate::reader::Reader;

/// Which records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    #[serde(default)]
    filter: String,
    #[serde(default = "usual")]
    limit: usize,
    #[serde(default)]
    order: Wanted,
    /// What an earlier answer gave as `next`.
    after: Option<String>,
}

fn usual() -> usize {
    100
}

/// A page.
#[derive(Debug, Serialize)]
pub(super) struct Answer {
    records: Vec<Stored>,
    /// Where the next one starts.
    next: Option<String>,
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
