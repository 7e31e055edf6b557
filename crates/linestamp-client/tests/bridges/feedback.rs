//! The requests that carry the records make no records, though the program traces everything.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use linestamp_client::bridge::{LogBridge, TracingLayer};
use linestamp_client::sinks::http::{Compression, Http};
use linestamp_client::{Client, Environment, Level};
use tokio::net::TcpListener;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

use crate::PATIENCE;

/// Counts what the HTTP client tells, to know that there was something to ignore.
#[derive(Clone, Default)]
struct Telemetry(Arc<AtomicU64>);

impl<S: Subscriber> Layer<S> for Telemetry {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("hyper") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A server that counts lines; in a process of its own it would trace nothing here, so it runs
/// where no subscriber hears it.
fn server(lines: Arc<AtomicU64>) -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    // A name, so that it has to be looked up.
    let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        let _silent = tracing::subscriber::set_default(tracing::subscriber::NoSubscriber::new());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = TcpListener::from_std(listener).unwrap();
            let app = Router::new().fallback(count).with_state(lines);
            axum::serve(listener, app).await.unwrap();
        });
    });
    url
}

async fn count(State(lines): State<Arc<AtomicU64>>, headers: HeaderMap, body: Bytes) {
    assert_eq!(headers["content-type"], "application/x-ndjson");
    let found = body.iter().filter(|byte| **byte == b'\n').count();
    lines.fetch_add(found as u64, Ordering::SeqCst);
}

#[test]
fn the_clients_own_requests_make_no_records() {
    let lines = Arc::new(AtomicU64::new(0));
    let sink = Http::to(&server(Arc::clone(&lines))).unwrap().compression(Compression::None);
    let client = Client::builder("tests", Environment::Development, sink.sink().unwrap());
    let client = client.level(Some(Level::Debug)).start().unwrap();
    let telemetry = Telemetry::default();
    let subscriber = tracing_subscriber::registry()
        .with(telemetry.clone())
        .with(TracingLayer::new(client.logger()));
    // For all threads, the worker's included.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    LogBridge::new(client.logger()).install(log::LevelFilter::Trace).unwrap();

    for round in 1..=3 {
        tracing::trace!("from tracing");
        log::trace!("from log");
        client.flush(PATIENCE).unwrap();
        assert_eq!(client.health().offered, round * 2);
    }
    assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 6);
    assert_eq!(lines.load(Ordering::SeqCst), 6);
    assert!(telemetry.0.load(Ordering::Relaxed) > 0, "the HTTP client told nothing to ignore");
}
