//! `/v1/status`: what there is, as far as the caller may see it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use linestamp_filter::Filter;
use linestamp_store::{Order, Query, StoreError};
use schemars::JsonSchema;
use serde::Serialize;

use crate::app::Shared;
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::reader::{Reader, Scope};
use crate::routes::Routes;
use crate::trust::{Caller, Role};

/// What there is, and what the caller may do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Status {
    /// The service's version.
    version: &'static str,
    /// Where the sources are.
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    /// How many records there are.
    records: u64,
    /// The time of the oldest record.
    oldest: Option<i64>,
    /// The time of the newest record.
    newest: Option<i64>,
    scope: Seen,
    /// What the caller may do.
    can: Vec<Role>,
}

/// Whose records the caller sees.
#[derive(Debug, Serialize, JsonSchema)]
struct Seen {
    /// The only workspace, where the caller is bound to one.
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace: Option<String>,
}

/// The routes.
pub(crate) fn routes() -> Routes {
    let operation = Operation::new("getStatus", "What there is, as far as the caller may see it.")
        .reads()
        .says("What there is, and what the caller may do.")
        .answers::<Status>();
    Routes::default().get("/v1/status", status, operation)
}

async fn status(State(shared): State<Shared>, caller: Caller) -> Result<Json<Status>, Problem> {
    let caller = caller.who_may(Role::Read)?;
    Ok(Json(status_of(&shared, &caller).await?))
}

/// What there is for that caller.
pub(crate) async fn status_of(shared: &Shared, caller: &Caller) -> Result<Status, StoreError> {
    let scope = caller.scope();
    let (records, oldest, newest) = match &scope {
        Scope::Everything => {
            let status = shared.store.status().await?;
            (status.records, status.oldest, status.newest)
        }
        Scope::Workspace(_) => measure(&Reader::new(Arc::clone(&shared.store), &scope)).await?,
    };
    Ok(Status {
        version: env!("CARGO_PKG_VERSION"),
        repository: shared.settings.repository.clone(),
        records,
        oldest,
        newest,
        scope: Seen { workspace: caller.workspace().map(str::to_owned) },
        can: Role::ALL.into_iter().filter(|role| caller.may(*role)).collect(),
    })
}

/// Counts what a reader sees: the store knows only how much there is of everybody's.
async fn measure(reader: &Reader) -> Result<(u64, Option<i64>, Option<i64>), StoreError> {
    let end = async |order| {
        let query = Query { filter: Filter::All, order, after: None, limit: 1 };
        let page = reader.records(query).await?;
        Ok::<_, StoreError>(page.records.first().map(|stored| stored.record.timestamp.millis()))
    };
    Ok((reader.count().await?, end(Order::OldestFirst).await?, end(Order::NewestFirst).await?))
}
