//! An HTTP server on a free port that answers as the test wants, and keeps what it has confirmed.

use std::io::Read as _;
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use serde_json::Value;
use tokio::sync::oneshot;

use crate::support::Sandbox;

/// Longer than anything should take.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Request {
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) records: Vec<Value>,
    pub(crate) status: u16,
}

impl Request {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

type Answer = Box<dyn Fn(usize, &[Value]) -> u16 + Send + Sync>;

struct Shared {
    answer: Answer,
    requests: Mutex<Vec<Request>>,
}

/// Runs until it is dropped.
pub(crate) struct Server {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: oneshot::Sender<()>,
}

impl Server {
    /// Answers by the number of the request and its records.
    pub(crate) fn start(answer: impl Fn(usize, &[Value]) -> u16 + Send + Sync + 'static) -> Server {
        let shared = Arc::new(Shared { answer: Box::new(answer), requests: Mutex::default() });
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel();
        let state = Arc::clone(&shared);
        thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                let app = Router::new().fallback(take).layer(DefaultBodyLimit::disable());
                let listener = tokio::net::TcpListener::from_std(listener).unwrap();
                tokio::select! {
                    served = async { axum::serve(listener, app.with_state(state)).await } => served.unwrap(),
                    _ = stopped => {}
                }
            });
        });
        Server { address, shared, _stop: stop }
    }

    /// One that takes everything.
    pub(crate) fn willing() -> Server {
        Server::start(|_, _| 200)
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/logs", self.address)
    }

    pub(crate) fn requests<T>(&self, look: impl FnOnce(&[Request]) -> T) -> T {
        look(&self.shared.requests.lock().unwrap())
    }

    /// The records of the requests that were confirmed.
    pub(crate) fn taken(&self) -> Vec<Value> {
        self.requests(|requests| {
            let taken = requests.iter().filter(|request| request.status < 300);
            taken.flat_map(|request| request.records.clone()).collect()
        })
    }

    /// Their messages.
    pub(crate) fn messages(&self) -> Vec<String> {
        let text = |record: &Value| record["message"].as_str().unwrap().to_owned();
        self.taken().iter().map(text).collect()
    }

    #[track_caller]
    pub(crate) fn wait_for(&self, what: &str, is_so: impl Fn(&[String]) -> bool) {
        wait_until(what, || is_so(&self.messages()));
    }
}

/// Looks again and again.
#[track_caller]
pub(crate) fn wait_until(what: &str, is_so: impl Fn() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < PATIENCE, "{what} did not come");
        thread::sleep(Duration::from_millis(1));
    }
}

async fn take(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> StatusCode {
    let mut plain = String::new();
    match headers.get("content-encoding") {
        None => plain.push_str(str::from_utf8(&body).unwrap()),
        Some(_) => {
            flate2::read::GzDecoder::new(&body[..]).read_to_string(&mut plain).unwrap();
        }
    }
    let records: Vec<Value> =
        plain.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let mut requests = shared.requests.lock().unwrap();
    let status = (shared.answer)(requests.len(), &records);
    requests.push(Request { uri, headers, records, status });
    StatusCode::from_u16(status).unwrap()
}

/// The command with the address, a service and an environment, and these arguments.
pub(crate) fn send(sandbox: &Sandbox, server: &Server, args: &str) -> assert_cmd::Command {
    let mut command = sandbox.command();
    for name in ["LINESTAMP_TOKEN", "LINESTAMP_SERVICE", "LINESTAMP_ENVIRONMENT"] {
        command.env_remove(name);
    }
    command.args(["send", "--to", &server.url(), "--service", "tests", "--environment", "dev"]);
    command.args(args.split_whitespace());
    command
}

/// The same, running.
pub(crate) fn spawn(sandbox: &Sandbox, server: &Server, args: &str) -> Child {
    let mut command = Command::new(crate::support::binary());
    command.current_dir(sandbox.path(""));
    command.args(["send", "--to", &server.url(), "--service", "tests", "--environment", "dev"]);
    command.args(args.split_whitespace()).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// So many lines, with their numbers as messages.
pub(crate) fn lines(numbers: std::ops::Range<usize>) -> String {
    numbers.map(|number| format!("{{\"level\":\"info\",\"message\":\"{number}\"}}\n")).collect()
}
