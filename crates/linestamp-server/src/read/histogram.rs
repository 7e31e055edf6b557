//! `/v1/histogram`: how many records there are over time.

use axum::Json;
use linestamp_filter::Filter;
use linestamp_schema::Timestamp;
use linestamp_store::{Bucket, HistogramQuery};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::asked::{Asked, bad, countable, filter_of, limited, now};
use crate::openapi::{Operation, countable_column};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::routes::Routes;

/// The most buckets of one answer.
const MOST: usize = 1000;

/// What is looked at if nobody says otherwise.
const HOUR: i64 = 3_600_000;

/// Lengths of buckets that people can reckon with, in milliseconds.
const STEPS: [i64; 29] = [
    1,
    2,
    5,
    10,
    20,
    50,
    100,
    200,
    500, // up to a second
    1_000,
    2_000,
    5_000,
    10_000,
    15_000,
    30_000, // up to a minute
    60_000,
    120_000,
    300_000,
    600_000,
    900_000,
    1_800_000, // up to an hour
    3_600_000,
    7_200_000,
    10_800_000,
    21_600_000,
    43_200_000, // up to a day
    86_400_000,
    604_800_000,
    2_592_000_000,
];

/// Which records, and which time.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Asking {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// From when on; as the filter says, else an hour before the end.
    from: Option<i64>,
    /// Before when; as the filter says, else now.
    until: Option<i64>,
    /// About as many buckets at most.
    #[serde(default = "usual")]
    #[schemars(range(min = 1, max = MOST))]
    buckets: usize,
    /// The column whose values are counted apart.
    #[schemars(schema_with = "countable_column")]
    #[serde(default)]
    by: Option<String>,
}

/// How many records there are over time.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Histogram")]
pub(super) struct Answer {
    /// The start of the first bucket.
    from: i64,
    /// The end of the last one.
    until: i64,
    /// The length of each, in milliseconds.
    step: i64,
    /// Those in which there are records.
    buckets: Vec<Bucket>,
}

fn usual() -> usize {
    60
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = Operation::new("getHistogram", "How many records there are over time.")
        .reads()
        .filters::<Asking>()
        .says("The counts of each bucket in which there are records.")
        .answers::<Answer>();
    Routes::default().get("/v1/histogram", histogram, operation)
}

pub(super) async fn histogram(
    reader: Reader,
    Asked(asking): Asked<Asking>,
) -> Result<Json<Answer>, Problem> {
    let filter = filter_of(&asking.filter)?;
    let buckets = limited(asking.buckets, MOST)?;
    let by = asking.by.as_deref().map(countable).transpose()?;
    let (from, until) = range(&filter, asking.from, asking.until)?;
    let step = step(until - from, i64::try_from(buckets).unwrap_or(i64::MAX));
    // Whole buckets, so that the first and the last one are no shorter than the others.
    let (from, until) = (from - from % step, until + (step - until % step) % step);
    let histogram = reader.histogram(HistogramQuery { filter, from, until, step, by }).await?;
    Ok(Json(Answer { from, until, step, buckets: histogram.buckets }))
}

/// The time that is looked at: as asked, else as the filter says, else the last hour of it.
fn range(filter: &Filter, from: Option<i64>, until: Option<i64>) -> Result<(i64, i64), Problem> {
    let (since, before) = filter.time_range();
    let until = until.or(before).unwrap_or(now().millis() + 1);
    let from = from.or(since).unwrap_or(until.saturating_sub(HOUR));
    let (from, until) = (from.max(0), until.min(Timestamp::MAX.millis()));
    if from >= until {
        return Err(bad("`from` has to be before `until`"));
    }
    Ok((from, until))
}

/// The length of a bucket, so that there are about as many as are asked for at most.
fn step(length: i64, buckets: i64) -> i64 {
    let least = length.div_euclid(buckets) + i64::from(length % buckets != 0);
    let longest = STEPS[STEPS.len() - 1];
    let whole = || least + (longest - least % longest) % longest;
    STEPS.into_iter().find(|step| *step >= least).unwrap_or_else(whole)
}
