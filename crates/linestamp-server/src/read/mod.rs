//! Questions about records, over HTTP: a file for each kind.

mod complete;
mod context;
mod delete;
mod export;
mod facets;
mod forest;
mod histogram;
mod records;
mod spans;
mod traces;

use axum::Router;
use axum::routing::get;

use crate::app::Shared;

/// The most records of one answer.
const MOST: usize = 1000;

/// The routes.
pub(crate) fn routes() -> Router<Shared> {
    Router::new()
        .route("/v1/records", get(records::list).delete(delete::delete))
        .route("/v1/records/{seq}", get(records::one))
        .route("/v1/records/{seq}/context", get(context::context))
        .route("/v1/histogram", get(histogram::histogram))
        .route("/v1/facets", get(facets::facets))
        .route("/v1/locations", get(facets::locations))
        .route("/v1/traces/{id}", get(traces::trace))
        .route("/v1/export", get(export::export))
        .route("/v1/complete", get(complete::complete))
}
