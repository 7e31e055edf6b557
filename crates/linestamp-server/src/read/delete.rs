//! `DELETE /v1/records`: records are removed for good.

use axum::Json;
use linestamp_filter::Filter;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked::{Asked, bad, filter_of};
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::trust::{Administrator, Role};

/// Which records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// Which records; `id:*` is all of them.
    #[serde(default)]
    filter: String,
}

/// What was done.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Deletion")]
pub(super) struct Answer {
    /// How many records were removed.
    deleted: u64,
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = Operation::new("deleteRecords", "Removes the records of a filter for good.")
        .needs(Role::Admin)
        .uses_store()
        .may_fail(&[Code::Full])
        .filters::<Asking>()
        .says("They are gone.")
        .answers::<Answer>();
    Routes::default().delete("/v1/records", delete, operation)
}

pub(super) async fn delete(
    Administrator(reader): Administrator,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let filter = filter_of(&asking.filter)?;
    if filter == Filter::All {
        return Err(bad("an empty filter means every record: write `id:*` if that is meant"));
    }
    let deleted = reader.delete(filter).await?;
    Ok(Json(Answer { deleted }))
}
