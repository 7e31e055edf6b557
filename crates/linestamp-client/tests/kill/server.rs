//! A store with a key, behind HTTP, that fails at random: before it has stored a batch, and after.

use std::collections::{HashMap, HashSet};
use std::io::Read as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use flate2::read::GzDecoder;
use linestamp_client::LogRecord;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use super::serving::serve;

/// How long a slow answer takes; clients wait for half of it.
pub(crate) const SLOW: Duration = Duration::from_millis(60);

/// What came of all requests.
#[derive(Clone, Default)]
pub(crate) struct Stored {
    /// By their key, the first one wins.
    pub(crate) ids: HashSet<String>,
    pub(crate) rows: usize,
    pub(crate) requests: u64,
    /// Records that came again, and were there.
    pub(crate) repeated: u64,
    /// Records that came again in another batch; the first of them.
    pub(crate) torn: Vec<String>,
    /// Records that came after a later one of the same producer.
    pub(crate) disorder: Vec<String>,
    batches: HashMap<String, Arc<Vec<String>>>,
    last: HashMap<String, u64>,
}

impl Stored {
    fn request(&mut self, ids: &[String]) {
        self.requests += 1;
        let batch = Arc::new(ids.to_vec());
        for id in ids {
            let known = self.batches.entry(id.clone()).or_insert_with(|| Arc::clone(&batch));
            if **known != *batch && self.torn.len() < 3 {
                self.torn.push(format!("{id} in {known:?} and in {batch:?}"));
            }
        }
    }

    fn store(&mut self, ids: &[String]) {
        for id in ids {
            if !self.ids.insert(id.clone()) {
                self.repeated += 1;
                continue;
            }
            self.rows += 1;
            let (producer, number) = id.rsplit_once('-').unwrap();
            let number: u64 = number.parse().unwrap();
            let last = self.last.insert(producer.to_owned(), number);
            if last.is_some_and(|last| last > number) {
                self.disorder.push(id.clone());
            }
        }
    }
}

struct Shared {
    stored: Mutex<Stored>,
    random: Mutex<StdRng>,
}

pub(crate) struct Server {
    address: std::net::SocketAddr,
    shared: Arc<Shared>,
}

impl Server {
    /// Runs for as long as the process.
    pub(crate) fn start(seed: u64) -> Server {
        let random = Mutex::new(StdRng::seed_from_u64(seed));
        let shared = Arc::new(Shared { stored: Mutex::default(), random });
        let app = Router::new().fallback(take).with_state(Arc::clone(&shared));
        Server { address: serve(app), shared }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/", self.address)
    }

    pub(crate) fn stored(&self) -> Stored {
        self.shared.stored.lock().unwrap().clone()
    }
}

async fn take(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let ids = ids(&headers, &body);
    let chance = shared.random.lock().unwrap().random_range(0..10);
    {
        let mut stored = shared.stored.lock().unwrap();
        stored.request(&ids);
        if chance > 1 {
            stored.store(&ids);
        }
    }
    match chance {
        // Not stored.
        0 => StatusCode::SERVICE_UNAVAILABLE,
        1 => StatusCode::TOO_MANY_REQUESTS,
        // Stored, though it does not say so, or too late.
        2 => StatusCode::INTERNAL_SERVER_ERROR,
        3 => {
            tokio::time::sleep(SLOW).await;
            StatusCode::OK
        }
        _ => StatusCode::OK,
    }
}

fn ids(headers: &HeaderMap, body: &[u8]) -> Vec<String> {
    let mut plain = String::new();
    if headers.contains_key("content-encoding") {
        GzDecoder::new(body).read_to_string(&mut plain).unwrap();
    } else {
        plain = String::from_utf8(body.to_vec()).unwrap();
    }
    let record = |line: &str| serde_json::from_str::<LogRecord>(line).unwrap().id;
    plain.lines().map(record).collect()
}
