//! `/v1/tail`: records as they arrive, as server-sent events.
//!
//! Each tail has a place in the order of arrival and reads on from there: from the ring of what
//! arrived last, which is filled once for all, or from the store where the ring has no longer what is
//! next. A reader that falls far behind is told how many of its records were skipped.

mod follow;
mod hub;
mod ring;

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use linestamp_store::Seq;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;

pub(crate) use hub::Hub;

use crate::app::Shared;
use crate::asked::{Asked, bad, filter_of};
use crate::openapi::Operation;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::routes::Routes;
use follow::Follower;

/// How many events may wait for a reader.
const WAITING: usize = 64;

/// How often a comment is sent where nothing else is, so that what is between keeps the connection.
const ALIVE: Duration = Duration::from_secs(15);

/// How long to wait where the store could not be read.
const PAUSE: Duration = Duration::from_millis(500);

/// Which records, and from where on.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Asking {
    /// Which records; all of them unless given. See query.md.
    #[serde(default)]
    filter: String,
    /// The last arrival that is known already: `seq` of a record. From now on, unless given.
    after: Option<Seq>,
}

/// The routes.
pub(crate) fn routes() -> Routes {
    let operation = Operation::new("tail", "Records as they arrive, as server-sent events.")
        .reads()
        .filters::<Asking>()
        .heeds(
            "Last-Event-ID",
            "The `id` of the last event that is known already; goes before `after`.",
            json!({ "type": "integer", "minimum": 0 }),
        )
        .says(
            "Events without an end. `record`: a record as JSON, its `seq` the event's `id`. \
             `skipped`: `{\"count\":N}`, how many records were left out since they arrived faster than \
             they were read.",
        )
        .answers_as::<String>("text/event-stream");
    Routes::default().get("/v1/tail", tail, operation)
}

async fn tail(
    State(shared): State<Shared>,
    reader: Reader,
    headers: HeaderMap,
    Asked(asking): Asked<Asking>,
) -> Result<Response, Problem> {
    let filter = filter_of(&asking.filter)?;
    let after = resumed(&headers)?.or(asking.after);
    let ring = shared.hub.ring(&shared);
    let (sender, receiver) = mpsc::channel(WAITING);
    let follower = Follower::new(ring, reader, filter, after);
    let mut ending = shared.ending.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = follower.run(&sender) => {}
            () = sender.closed() => {}
            _ = ending.wait_for(|ending| *ending) => {}
        }
    });
    let events = stream::unfold(receiver, async |mut receiver: mpsc::Receiver<Event>| {
        let event = receiver.recv().await?;
        Some((Ok::<_, Infallible>(event), receiver))
    });
    // A proxy that gathers answers would hold the events back.
    let unbuffered = [("x-accel-buffering", "no")];
    let events = Sse::new(events).keep_alive(KeepAlive::new().interval(ALIVE));
    Ok((unbuffered, events).into_response())
}

/// The last event that a reader who comes again has seen.
fn resumed(headers: &HeaderMap) -> Result<Option<Seq>, Problem> {
    let Some(id) = headers.get("last-event-id") else { return Ok(None) };
    let seq = id.to_str().ok().and_then(|id| id.parse().ok());
    seq.map(Some).ok_or_else(|| bad("Last-Event-ID has to be the `id` of an event of this tail"))
}
