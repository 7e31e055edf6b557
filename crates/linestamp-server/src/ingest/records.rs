//! `POST /v1/records`: JSON as the columns are called.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use linestamp_schema::Timestamp;

use super::body::{broken, content_type, receive, unsupported};
use super::read::Reading;
use super::take::{Account, take};
use crate::app::Shared;
use crate::clock;
use crate::openapi::Records;
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::settings::Settings;
use crate::trust::Ingester;

/// How long the key of a request may be.
pub(super) const MOST_KEY_BYTES: usize = 256;

/// The routes.
pub(super) fn routes() -> Routes {
    let operation = super::taking("sendRecords", "Takes records in: one, an array, or one a line.")
        .takes::<Records>("application/json")
        .takes::<String>("application/x-ndjson")
        .says("What became of each; those that are stored are on disk.")
        .answers::<Account>();
    Routes::default().post("/v1/records", records, operation)
}

async fn records(
    State(shared): State<Shared>,
    Ingester(caller): Ingester,
    request: Request,
) -> Result<Json<Account>, Problem> {
    let (parts, body) = request.into_parts();
    let is_lines = is_lines(&parts.headers)?;
    let key = key(&parts.headers)?;
    let packed = receive(&parts.headers, body, &shared.room, &shared.settings).await?;
    let now = now()?;
    let reading = Reading::new(shared.settings.environment, caller.workspace(), key, now);
    let account =
        take(&shared, Settings::clone(&shared.settings), packed, now, move |body, held| {
            let is_lines = is_lines.unwrap_or(!body.trim_ascii_start().starts_with(b"["));
            if is_lines { reading.lines(body, held) } else { reading.document(body, held) }
        });
    Ok(Json(account.await?))
}

/// Whether a body is a record a line; `None` where it does not say what it is.
fn is_lines(headers: &HeaderMap) -> Result<Option<bool>, Problem> {
    match content_type(headers).as_deref() {
        None => Ok(None),
        Some("application/json") => Ok(Some(false)),
        Some("application/x-ndjson" | "application/ndjson" | "application/jsonl") => Ok(Some(true)),
        Some(_) => Err(unsupported(
            "the body has to be `application/json` (a record or an array of them) or \
             `application/x-ndjson` (a record a line)",
        )),
    }
}

/// What makes the ids of records that have none.
pub(super) fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= MOST_KEY_BYTES);
    let detail = "an Idempotency-Key has from 1 to 256 visible ASCII characters";
    key.map(Some).ok_or_else(|| broken(detail))
}

/// The time by the service's clock.
pub(super) fn now() -> Result<Timestamp, Problem> {
    clock::now().ok_or_else(|| {
        let detail = "the service's clock is out of range: set it";
        Problem::new(Code::Clock, detail)
    })
}
