//! An HTTP server on a free port that answers as the test wants.

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, Response, Uri};
use linestamp_client::LogRecord;
use tokio::sync::oneshot;

/// A request as it arrived.
#[derive(Clone)]
pub(crate) struct Request {
    /// Counted from zero.
    pub(crate) number: usize,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// As it was before it was compressed.
    pub(crate) body: Vec<u8>,
    pub(crate) records: Vec<LogRecord>,
    pub(crate) at: Instant,
    pub(crate) status: u16,
}

impl Request {
    pub(crate) fn messages(&self) -> Vec<&str> {
        self.records.iter().map(|record| record.message.as_str()).collect()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// What the test answers.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    delay: Duration,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Reply {
        Reply { status, headers: Vec::new(), body: Vec::new(), delay: Duration::ZERO }
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Reply {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Reply {
        self.body = body.into();
        self
    }

    pub(crate) fn after(mut self, delay: Duration) -> Reply {
        self.delay = delay;
        self
    }
}

type Read = fn(&HeaderMap, &[u8]) -> Vec<LogRecord>;

type Answer = Box<dyn Fn(&Request) -> Reply + Send + Sync>;

struct Shared {
    read: Read,
    answer: Answer,
    requests: Mutex<Vec<Request>>,
}

/// Runs until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    shared: Arc<Shared>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    pub(crate) fn start(answer: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Server {
        Server::of(records, answer)
    }

    /// A server of another protocol, whose bodies are read by a function.
    pub(crate) fn of(
        read: Read,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Server {
        let shared = Shared { read, answer: Box::new(answer), requests: Mutex::default() };
        let shared = Arc::new(shared);
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let state = Arc::clone(&shared);
        let thread = thread::spawn(move || serve(listener, state, stopped));
        Server { address, shared, stop: Some(stop), thread: Some(thread) }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn requests(&self) -> Vec<Request> {
        self.shared.requests.lock().unwrap().clone()
    }

    /// The messages of the requests that were answered with success.
    pub(crate) fn taken(&self) -> Vec<String> {
        let requests = self.requests();
        let taken = requests.iter().filter(|request| request.status < 300);
        taken.flat_map(|request| request.messages().into_iter().map(str::to_owned)).collect()
    }
}

fn serve(listener: std::net::TcpListener, state: Arc<Shared>, stopped: oneshot::Receiver<()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let app = Router::new().fallback(take).layer(DefaultBodyLimit::disable()).with_state(state);
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        tokio::select! {
            served = async { axum::serve(listener, app).await } => served.unwrap(),
            _ = stopped => {}
        }
    });
}

async fn take(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let body = plain(&headers, &body);
    let records = (shared.read)(&headers, &body);
    let at = Instant::now();
    let (reply, number) = {
        let mut requests = shared.requests.lock().unwrap();
        let number = requests.len();
        let mut request = Request { number, uri, headers, body, records, at, status: 0 };
        let reply = (shared.answer)(&request);
        request.status = reply.status;
        requests.push(request);
        (reply, number)
    };
    let _ = number;
    tokio::time::sleep(reply.delay).await;
    let mut response = Response::builder().status(reply.status);
    for (name, value) in reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap()
}

/// The body as it was before it was compressed.
fn plain(headers: &HeaderMap, body: &[u8]) -> Vec<u8> {
    let encoding = headers.get("content-encoding").map(|value| value.to_str().unwrap());
    let mut plain = Vec::new();
    match encoding {
        None => plain.extend_from_slice(body),
        Some("gzip") => {
            flate2::read::GzDecoder::new(body).read_to_end(&mut plain).unwrap();
        }
        Some("zstd") => plain = zstd::decode_all(body).unwrap(),
        Some(other) => panic!("unknown encoding {other}"),
    }
    plain
}

/// What any receiver would read from that body.
fn records(headers: &HeaderMap, plain: &[u8]) -> Vec<LogRecord> {
    match headers.get("content-type").map(|value| value.to_str().unwrap()) {
        Some("application/json") => serde_json::from_slice(plain).unwrap(),
        Some("application/x-ndjson") => {
            assert!(plain.ends_with(b"\n"));
            let lines = plain.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
            lines.map(|line| serde_json::from_slice(line).unwrap()).collect()
        }
        other => panic!("unknown type {other:?}"),
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.stop.take().map(|stop| stop.send(()));
        let ended = self.thread.take().map(thread::JoinHandle::join);
        assert!(thread::panicking() || ended.is_none_or(|ended| ended.is_ok()));
    }
}
