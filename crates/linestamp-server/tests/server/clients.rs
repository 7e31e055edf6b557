//! Our own client's sinks against the service.

use std::time::Duration;

use linestamp_client::sinks::Sink;
use linestamp_client::sinks::http::Http;
use linestamp_client::sinks::linestamp::Linestamp;
use linestamp_client::sinks::otlp::{Encoding, Otlp};
use linestamp_client::sinks::transport::Transport;
use linestamp_client::{Client, Environment};
use linestamp_server::Role;
use serde_json::json;

use crate::support::{Service, told};

/// Logs a few records through a sink; they are all there afterwards.
async fn send(service: &Service, sink: impl Sink, before: u64) {
    let client = Client::builder("executor", Environment::Production, sink).start().unwrap();
    let logger = client.logger();
    for task in 0..50 {
        linestamp_client::info!(logger, event = "task_started", task = task, "Task started");
    }
    let ended = tokio::task::spawn_blocking(move || client.shutdown(Duration::from_secs(20)));
    let health = ended.await.unwrap().unwrap();
    assert_eq!(health.confirmed, 50, "{health:?}");
    let token = service.token(&format!("look{before}"), Role::Read, None);
    let (_, status) = told(service.get("/v1/status").bearer_auth(token)).await;
    assert_eq!(status["records"], json!(before + 50));
}

#[tokio::test]
async fn the_clients_sinks_are_understood() {
    let service = Service::open().await;
    let token = service.token("client", Role::Ingest, None);
    let transport = |path: &str| {
        Transport::to(&format!("{}{path}", service.address)).unwrap().bearer(&token).unwrap()
    };
    send(&service, Linestamp::over(transport("")).sink().unwrap(), 0).await;
    send(&service, Http::over(transport("/v1/records")).sink().unwrap(), 50).await;
    send(&service, Otlp::over(transport("")).sink().unwrap(), 100).await;
    let json = Otlp::over(transport("")).encoding(Encoding::Json);
    send(&service, json.sink().unwrap(), 150).await;
}
