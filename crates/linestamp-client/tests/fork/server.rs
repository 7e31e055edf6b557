//! A server that keeps what it is sent.

use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use flate2::read::GzDecoder;
use linestamp_client::LogRecord;

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
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let limit = DefaultBodyLimit::disable();
        let app = Router::new().fallback(take).layer(limit).with_state(Arc::clone(&stored));
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                axum::serve(listener, app).await.unwrap();
            });
        });
        Server { address, stored }
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
