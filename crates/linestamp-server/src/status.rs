//! `/v1/status`: what there is, as far as the caller may see it.

use std::sync::Arc;

use axum::extract::State;
use axum::routing::get;
use axum::{Json, Router};
use linestamp_filter::Filter;
use linestamp_store::{Order, Query, StoreError};
use serde::Serialize;

use crate::app::Shared;
use crate::problem::Problem;
use crate::reader::{Reader, Scope};
use crate::trust::{Caller, Role};

/// What there is, and what the caller may do.
#[derive(Debug, Serialize)]
pub(crate) struct Status {
    version: &'static str,
    /// Where the sources are.
    #[serde(skip_serializing_if = "Option::is_none")]
    repository: Option<String>,
    records: u64,
    /// The times of the oldest and of the newest record.
    oldest: Option<i64>,
    newest: Option<i64>,
    scope: Seen,
    can: Vec<Role>,
}

/// Whose records the caller sees.
#[derive(Debug, Serialize)]
struct Seen {
    #[serde(skip_serializing_if = "Option::is_none")]
    workspace: Option<String>,
}

/// The routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new().route("/v1/status", get(status))
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
