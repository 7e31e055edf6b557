//! `/v1/facets` and `/v1/locations`: which values columns have, and how often.

use axum::Json;
use linestamp_filter::Filter;
use linestamp_schema::{Column, columns};
use linestamp_store::{Count, FacetQuery};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::asked::{Asked, bad, countable, filter_of, limited};
use crate::problem::Problem;
use crate::reader::Reader;

/// The most values of one answer.
const MOST: usize = 1000;

/// The most columns of one answer.
const MOST_COLUMNS: usize = 16;

/// Which records, and which columns.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    #[serde(default)]
    filter: String,
    /// Names with commas between them.
    columns: String,
    #[serde(default = "ten")]
    limit: usize,
}

/// Which records.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AskingPlaces {
    #[serde(default)]
    filter: String,
    #[serde(default = "fifty")]
    limit: usize,
}

fn ten() -> usize {
    10
}

fn fifty() -> usize {
    50
}

/// The values of one column.
#[derive(Debug, Serialize)]
pub(super) struct Values {
    column: &'static str,
    values: Vec<Count>,
    others: u64,
}

pub(super) async fn facets(
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Value>, Problem> {
    let filter = filter_of(&asking.filter)?;
    let limit = limited(asking.limit, MOST)?;
    let names = asking.columns.split(',').filter(|name| !name.is_empty());
    let columns = names.map(countable).collect::<Result<Vec<_>, _>>()?;
    if columns.is_empty() || columns.len() > MOST_COLUMNS {
        return Err(bad(format!("name 1 to {MOST_COLUMNS} columns: columns=level,service")));
    }
    let mut facets = Vec::with_capacity(columns.len());
    for column in columns {
        facets.push(values(&reader, filter.clone(), column, limit).await?);
    }
    Ok(Json(json!({ "facets": facets })))
}

pub(super) async fn locations(
    reader: Reader,
    Asked(asking): Asked<AskingPlaces>,
) -> Result<Json<Values>, Problem> {
    let filter = filter_of(&asking.filter)?;
    let limit = limited(asking.limit, MOST)?;
    Ok(Json(values(&reader, filter, columns::source_location(), limit).await?))
}

async fn values(
    reader: &Reader,
    filter: Filter,
    column: &'static Column,
    limit: usize,
) -> Result<Values, Problem> {
    let facet = reader.facet(FacetQuery { filter, column, limit }).await?;
    Ok(Values { column: column.name, values: facet.values, others: facet.others })
}
