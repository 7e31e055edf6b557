//! Questions about records, over HTTP: a file for each kind.

mod complete;
mod context;
mod delete;
mod export;
mod facets;
mod histogram;
mod records;
mod traces;

pub(crate) use facets::MOST_COLUMNS;

use crate::routes::Routes;

/// The most records of one answer.
const MOST: usize = 1000;

/// The routes.
pub(crate) fn routes() -> Routes {
    records::routes()
        .and(delete::routes())
        .and(context::routes())
        .and(histogram::routes())
        .and(facets::routes())
        .and(traces::routes())
        .and(export::routes())
        .and(complete::routes())
}
