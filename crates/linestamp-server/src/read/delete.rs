//! `DELETE /v1/records`: records are removed for good.

use axum::Json;
use linestamp_filter::Filter;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::asked::{Asked, bad, filter_of};
use crate::problem::Problem;
use crate::trust::Administrator;

/// Which records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    #[serde(default)]
    filter: String,
}

pub(super) async fn delete(
    Administrator(reader): Administrator,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Value>, Problem> {
    let filter = filter_of(&asking.filter)?;
    if filter == Filter::All {
        return Err(bad("an empty filter means every record: write `id:*` if that is meant"));
    }
    let deleted = reader.delete(filter).await?;
    Ok(Json(json!({ "deleted": deleted })))
}
