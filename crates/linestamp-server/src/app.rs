//! Which address leads where.

use std::sync::{Arc, LazyLock};

use axum::http::{Method, Uri, header};
use axum::response::IntoResponse;
use axum::{Router, middleware};
use linestamp_store::Store;
use tokio::sync::{Semaphore, watch};

use crate::ingest::Room;
use crate::metrics::Metrics;
use crate::openapi::{Operation, document};
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::settings::Settings;
use crate::tail::Hub;
use crate::trust::{self, Limits, Sessions, Tokens, guard};
use crate::{backup, ingest, metrics, page, read, status, tail};

/// What every part of the application shares.
#[derive(Clone)]
pub(crate) struct Shared {
    /// Where the records are. Read through a [`Reader`](crate::reader::Reader), which shows each
    /// caller its own: a handler takes one as an argument.
    pub(crate) store: Arc<dyn Store>,
    /// How the service was set up.
    pub(crate) settings: Arc<Settings>,
    /// The tokens that count.
    pub(crate) tokens: Arc<Tokens>,
    /// The sessions of the page.
    pub(crate) sessions: Arc<Sessions>,
    /// How often each may ask.
    pub(crate) limits: Arc<Limits>,
    /// The memory for what is taken in.
    pub(crate) room: Room,
    /// One backup is sent at a time: each holds files that would have gone.
    pub(crate) backups: Arc<Semaphore>,
    /// What all tails share.
    pub(crate) hub: Arc<Hub>,
    /// What is counted.
    pub(crate) metrics: Arc<Metrics>,
    /// True once the service ends: what would go on for ever, such as a tail, ends then.
    pub(crate) ending: watch::Receiver<bool>,
}

/// The application over a store. The settings are shared with the tokens; `ending` says when answers
/// that go on for ever have to end.
pub fn app(
    store: Arc<dyn Store>,
    settings: Settings,
    tokens: Arc<Tokens>,
    ending: watch::Receiver<bool>,
) -> Router {
    let limits = Arc::new(Limits::of(&settings.rates));
    let room = Room::of(settings.memory_bytes);
    let settings = Arc::new(settings);
    let sessions = Arc::default();
    let metrics = Arc::default();
    let hub = Arc::default();
    let backups = Arc::new(Semaphore::new(1));
    let shared =
        Shared { store, settings, tokens, sessions, limits, room, backups, metrics, hub, ending };
    let (router, _) = routes().apart();
    router
        .merge(page::routes())
        .fallback(nothing_there)
        .method_not_allowed_fallback(not_so)
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

/// The HTTP interface: all addresses but those of the page's files.
fn routes() -> Routes {
    let this = Operation::new("getOpenApi", "This document.")
        .says("The document.")
        .answers::<serde_json::Map<String, serde_json::Value>>();
    trust::routes()
        .and(status::routes())
        .and(ingest::routes())
        .and(read::routes())
        .and(tail::routes())
        .and(backup::routes())
        .and(metrics::routes())
        .and(Routes::default().get("/v1/openapi.json", served, this))
}

/// The OpenAPI document of the HTTP interface, as JSON.
#[must_use]
pub fn openapi() -> String {
    let (_, operations) = routes().apart();
    // A value of strings and maps always has a text.
    format!("{:#}\n", document(&operations))
}

async fn served() -> impl IntoResponse {
    static DOCUMENT: LazyLock<String> = LazyLock::new(openapi);
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT.as_str())
}

async fn not_so(method: Method, uri: Uri) -> Problem {
    let detail = format!("{} cannot be asked by {method}: `Allow` says how", uri.path());
    Problem::new(Code::NotAllowed, detail)
}

async fn nothing_there(uri: Uri) -> Problem {
    Problem::not_found(format!("there is nothing at {}", uri.path()))
}
