//! What is asked for, as it is written in an address.

use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use linestamp_client::{Clock as _, SystemClock};
use linestamp_filter::Filter;
use linestamp_schema::{Column, Kind, Timestamp, column};
use linestamp_store::Order;
use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::problem::{Code, Problem};

/// The part of an address behind the question mark.
pub(crate) struct Asked<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Asked<T>, Problem> {
        let asked = Query::<T>::from_request_parts(parts, state).await;
        asked.map(|Query(asked)| Asked(asked)).map_err(|error| bad(error.body_text()))
    }
}

/// The part of an address that names a thing.
pub(crate) struct Named<T>(pub(crate) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Named<T>, Problem> {
        let named = Path::<T>::from_request_parts(parts, state).await;
        named.map(|Path(named)| Named(named)).map_err(|error| bad(error.body_text()))
    }
}

/// In which order records are wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Wanted {
    /// The newest first.
    #[default]
    Newest,
    /// The oldest first.
    Oldest,
}

impl From<Wanted> for Order {
    fn from(wanted: Wanted) -> Order {
        match wanted {
            Wanted::Newest => Order::NewestFirst,
            Wanted::Oldest => Order::OldestFirst,
        }
    }
}

/// The filter of a text; times that are told by their distance are reckoned from now.
pub(crate) fn filter_of(text: &str) -> Result<Filter, Problem> {
    Filter::parse(text, now()).map_err(|error| Problem {
        at: Some(error.at()),
        ..Problem::new(Code::Filter, error.to_string())
    })
}

/// The column of a name whose values can be counted.
pub(crate) fn countable(name: &str) -> Result<&'static Column, Problem> {
    column(name)
        .filter(|column| is_countable(column))
        .ok_or_else(|| bad(format!("there is no column {name:?} whose values can be counted")))
}

/// Whether the values of a column can be counted.
pub(crate) fn is_countable(column: &Column) -> bool {
    column.kind != Kind::Json
}

/// How many are wanted, within what may be.
pub(crate) fn limited(wanted: usize, most: usize) -> Result<usize, Problem> {
    if (1..=most).contains(&wanted) {
        return Ok(wanted);
    }
    Err(bad(format!("there may be 1 to {most}, and {wanted} are asked for")))
}

/// An address that says something that cannot be done.
pub(crate) fn bad(detail: impl Into<String>) -> Problem {
    Problem::new(Code::BadRequest, detail)
}

/// The time from which distances are reckoned.
pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}
