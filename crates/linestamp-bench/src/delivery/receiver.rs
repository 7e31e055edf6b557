//! A server that counts the records that it is sent.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context as _, Result};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::post;
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use prost::Message as _;

/// The largest body that is taken.
const LARGEST: usize = 64 << 20;

type Counts = Arc<Mutex<BTreeMap<String, u64>>>;

/// The server, on a thread of its own as long as the process lives.
pub(crate) struct Receiver {
    address: SocketAddr,
    counts: Counts,
}

impl Receiver {
    pub(crate) fn start() -> Result<Receiver> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .context("cannot listen on the loopback address")?;
        let address = listener.local_addr()?;
        let counts = Counts::default();
        let router = Router::new().route("/{sender}", post(take)).with_state(Arc::clone(&counts));
        thread::spawn(move || runtime.block_on(axum::serve(listener, router).into_future()));
        Ok(Receiver { address, counts })
    }

    pub(crate) fn url(&self, sender: &str) -> String {
        format!("http://{}/{sender}", self.address)
    }

    /// How many records a sender has sent, in all of its runs.
    pub(crate) fn arrived(&self, sender: &str) -> u64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(sender).copied().unwrap_or(0)
    }
}

async fn take(
    State(counts): State<Counts>,
    Path(sender): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> StatusCode {
    let Ok(body) = to_bytes(body, LARGEST).await else { return StatusCode::PAYLOAD_TOO_LARGE };
    let is_protobuf = headers
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes() == b"application/x-protobuf");
    let count = match is_protobuf {
        false => body.iter().filter(|byte| **byte == b'\n').count(),
        true => match ExportLogsServiceRequest::decode(body) {
            Ok(request) => logs(&request),
            Err(_) => return StatusCode::BAD_REQUEST,
        },
    };
    *counts.lock().unwrap_or_else(PoisonError::into_inner).entry(sender).or_default() +=
        count as u64;
    StatusCode::OK
}

fn logs(request: &ExportLogsServiceRequest) -> usize {
    let scopes = request.resource_logs.iter().flat_map(|resource| &resource.scope_logs);
    scopes.map(|scope| scope.log_records.len()).sum()
}
