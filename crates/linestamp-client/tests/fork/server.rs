//! A server that keeps what it is sent.

use std::io::Read as _;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use flate2::read::GzDecoder;
use linestamp_client::LogRecord;

use super::serving::serve;

/// Ids and messages.
type Stored = Arc<Mutex<Vec<(String, String)>>>;

pub(crate) struct Server {
    address: std::net::SocketAddr,
    stored: Stored,
}

impl Server {
    /// Runs for as long as the process.
    pub(crate) fn start() -> Server {
        let stored = Stored::default();
        let limit = DefaultBodyLimit::disable();
        let app = Router::new().fallback(take).layer(limit).with_state(Arc::clone(&stored));
        Server { address: serve(app), stored }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) fn stored(&self) -> Vec<(String, String)> {
        self.stored.lock().unwrap().clone()
    }
}

async fn take(State(stored): State<Stored>, body: Bytes) {
    let mut plain = String::new();
    GzDecoder::new(&*body).read_to_string(&mut plain).unwrap();
    let records = plain.lines().map(|line| serde_json::from_str::<LogRecord>(line).unwrap());
    let records = records.map(|record| (record.id, record.message));
    stored.lock().unwrap().extend(records);
}
