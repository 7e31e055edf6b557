//! An axum service whose every request has a logger of its own, with its trace and its id:
//! `cargo run -p linestamp-client --example service [ADDRESS]`, then
//! `curl -H 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' ADDRESS/tasks/7`.

use std::error::Error;
use std::time::{Duration, Instant};

use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use axum::routing::get;
use axum::{Extension, Router};
use linestamp_client::sinks::stdout::Stdout;
use linestamp_client::{Client, Context, Environment, Logger, ThreadRandomness, TraceParent, info};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:0".to_owned());
    let sink = Stdout::json().sink();
    let client = Client::builder("http", Environment::Development, sink).start()?;
    let logger = client.logger();
    let app = Router::new()
        .route("/tasks/{id}", get(task))
        .layer(from_fn_with_state(logger.clone(), each_request));
    let listener = TcpListener::bind(address).await?;
    info!(logger, event = "listening", "Listening on http://{}", listener.local_addr()?);
    tokio::select! {
        served = async { axum::serve(listener, app).await } => served?,
        ended = tokio::signal::ctrl_c() => ended?,
    }
    client.shutdown(Duration::from_secs(5))?;
    Ok(())
}

/// Gives each request its logger, and logs how it went.
async fn each_request(State(logger): State<Logger>, mut request: Request, next: Next) -> Response {
    let logger = logger.with(context(request.headers()));
    request.extensions_mut().insert(logger.clone());
    let (method, path) = (request.method().clone(), request.uri().path().to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let millis = began.elapsed().as_secs_f64() * 1e3;
    info!(logger, event = "request", status = status, millis = millis, "{method} {path}");
    response
}

/// The trace that the caller sends, or a new one; the id that a proxy in front gave, if any.
fn context(headers: &HeaderMap) -> Context {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let came_in = text("traceparent").and_then(|header| header.parse().ok());
    let trace = came_in.unwrap_or_else(|| TraceParent::start(&ThreadRandomness));
    let context = Context::new().traceparent(trace);
    match text("x-request-id") {
        Some(id) => context.request_id(id),
        None => context,
    }
}

async fn task(Extension(logger): Extension<Logger>, Path(id): Path<u64>) -> String {
    info!(logger, event = "task_read", task = id, "Task {id} read");
    format!("task {id}\n")
}
