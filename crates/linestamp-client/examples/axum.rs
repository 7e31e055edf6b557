//! An axum service that logs through `tracing`: each request is a span, and whatever is logged in it
//! has the request's id and trace as columns. `cargo run -p linestamp-client --example axum --features
//! tracing [ADDRESS]`, then `curl -H 'x-request-id: r-1' ADDRESS/tasks/7`.
//!
//! Where `LINESTAMP_URL` is set, records go where the environment's variables say; else they are
//! printed as lines of JSON.

use std::error::Error;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{Path, Request};
use axum::http::StatusCode;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::get;
use linestamp_client::bridge::TracingLayer;
use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::{Client, Environment, Redaction, ThreadRandomness, TraceParent};
use tokio::net::TcpListener;
use tracing::{Instrument as _, Span};
use tracing_subscriber::layer::SubscriberExt as _;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let builder = match std::env::var_os("LINESTAMP_URL") {
        Some(_) => Client::from_env()?,
        None => Client::builder("http", Environment::Development, Stdout::json().sink()),
    };
    let client = builder.redact(Redaction::usual()).start()?;
    let layer = TracingLayer::new(client.logger());
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer))?;

    let app = Router::new().route("/tasks/{id}", get(task)).layer(from_fn(each_request));
    let listener = TcpListener::bind(address).await?;
    tracing::info!(event = "listening", "Listening on http://{}", listener.local_addr()?);
    axum::serve(listener, app).with_graceful_shutdown(interrupted()).await?;

    // The last records, before the process ends.
    let health = client.shutdown(Duration::from_secs(5))?;
    eprintln!("{} of {} records confirmed", health.confirmed, health.offered);
    Ok(())
}

async fn interrupted() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(%error, "Interrupts cannot be heard");
    }
}

/// Puts each request into a span, and logs how it went.
async fn each_request(request: Request, next: Next) -> Response {
    let span = span(&request);
    async {
        let began = Instant::now();
        let response = next.run(request).await;
        let (status, millis) = (response.status().as_u16(), began.elapsed().as_secs_f64() * 1e3);
        tracing::info!(event = "request", status, millis, "Answered {status}");
        response
    }
    .instrument(span)
    .await
}

/// The trace that the caller sends, or a new one; the id that a proxy in front gave, if any.
fn span(request: &Request) -> Span {
    let text = |name| request.headers().get(name).and_then(|value| value.to_str().ok());
    let came_in = text("traceparent").and_then(|header| header.parse().ok());
    let trace = came_in.unwrap_or_else(|| TraceParent::start(&ThreadRandomness));
    tracing::info_span!(
        "request",
        trace_id = trace.trace_id(),
        request_id = text("x-request-id"),
        method = %request.method(),
        path = request.uri().path(),
    )
}

async fn task(Path(id): Path<u64>) -> Result<String, StatusCode> {
    if id == 0 {
        tracing::warn!(event = "task_missing", task = id, "There is no task {id}");
        return Err(StatusCode::NOT_FOUND);
    }
    tracing::info!(event = "task_read", task = id, token = "t-1", "Task {id} read");
    Ok(format!("task {id}\n"))
}
