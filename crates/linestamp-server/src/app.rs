//! Which address leads where.

use std::sync::Arc;

use axum::http::Uri;
use axum::{Router, middleware};
use linestamp_store::Store;
use tokio::sync::watch;

use crate::ingest::Room;
use crate::metrics::Metrics;
use crate::problem::Problem;
use crate::settings::Settings;
use crate::tail::Hub;
use crate::trust::{self, Limits, Sessions, Tokens, guard};
use crate::{ingest, metrics, page, read, status, tail};

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
    let shared = Shared { store, settings, tokens, sessions, limits, room, metrics, hub, ending };
    Router::new()
        .merge(trust::routes())
        .merge(status::routes())
        .merge(ingest::routes())
        .merge(read::routes())
        .merge(tail::routes())
        .merge(metrics::routes())
        .merge(page::routes())
        .fallback(nothing_there)
        .layer(middleware::from_fn_with_state(shared.clone(), guard))
        .with_state(shared)
}

async fn nothing_there(uri: Uri) -> Problem {
    Problem::not_found(format!("there is nothing at {}", uri.path()))
}
