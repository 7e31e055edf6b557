//! `/v1/facets` and `/v1/locations`: which values columns have, and how often.

use axum::Json;
use linestamp_schema::{Column, columns};
use linestamp_store::{Count, Facet};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked::{Asked, bad, countable, filter_of, limited};
use crate::openapi::{Operation, countable_column, countable_columns};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::routes::Routes;

/// The most values of one answer.
const MOST: usize = 1000;

/// The most columns of one answer.
pub(crate) const MOST_COLUMNS: usize = 16;

/// Which records, and which columns.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// Whose values are counted.
    #[schemars(schema_with = "countable_columns")]
    columns: String,
    /// As many values of each at most.
    #[serde(default = "ten")]
    #[schemars(range(min = 1, max = MOST))]
    limit: usize,
}

/// Which records.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AskingPlaces {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// As many at most.
    #[serde(default = "fifty")]
    #[schemars(range(min = 1, max = MOST))]
    limit: usize,
}

fn ten() -> usize {
    10
}

fn fifty() -> usize {
    50
}

/// The values of some columns.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Facets")]
pub(super) struct Answer {
    /// For each column, in their order.
    facets: Vec<Values>,
}

/// The values of one column.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Values {
    /// The column.
    #[schemars(schema_with = "countable_column")]
    column: &'static str,
    /// The most frequent values, the largest count first.
    values: Vec<Count>,
    /// How many records have a value that is not listed.
    others: u64,
}

/// The routes.
pub(super) fn routes() -> Routes {
    let several = Operation::new("getFacets", "Which values columns have, and how often.")
        .reads()
        .filters::<Asking>()
        .says("The values of each column.")
        .answers::<Answer>();
    let places = Operation::new("getLocations", "How many records each line has written.")
        .reads()
        .filters::<AskingPlaces>()
        .says("The lines.")
        .answers::<Values>();
    Routes::default().get("/v1/facets", facets, several).get("/v1/locations", locations, places)
}

pub(super) async fn facets(
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let filter = filter_of(&asking.filter)?;
    let limit = limited(asking.limit, MOST)?;
    let names = asking.columns.split(',').filter(|name| !name.is_empty());
    let columns = names.map(countable).collect::<Result<Vec<_>, _>>()?;
    if columns.is_empty() || columns.len() > MOST_COLUMNS {
        return Err(bad(format!("name 1 to {MOST_COLUMNS} columns: columns=level,service")));
    }
    let facets = reader.facets(filter, columns.clone(), limit).await?;
    let facets = columns.into_iter().zip(facets).map(|(column, facet)| Values::of(column, facet));
    Ok(Json(Answer { facets: facets.collect() }))
}

pub(super) async fn locations(
    reader: Reader,
    Asked(asking): Asked<AskingPlaces>,
) -> Result<Json<Values>, Problem> {
    let filter = filter_of(&asking.filter)?;
    let limit = limited(asking.limit, MOST)?;
    let column = columns::source_location();
    Ok(Json(Values::of(column, reader.facet(filter, column, limit).await?)))
}

impl Values {
    fn of(column: &'static Column, facet: Facet) -> Values {
        Values { column: column.name, values: facet.values, others: facet.others }
    }
}
