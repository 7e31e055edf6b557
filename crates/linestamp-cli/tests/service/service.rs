//! The service on a free port, over a store that outlives it.

use std::net::SocketAddr;
use std::process::{Command, Output};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use linestamp_schema::Timestamp;
use linestamp_server::{Role, Settings, Tokens, app};
use linestamp_store::{Batch, MemoryStore, Store as _};
use serde_json::{Value, json};
use tokio::net::TcpSocket;
use tokio::sync::watch;

/// A service that is there until it is dropped.
pub(crate) struct Service {
    pub(crate) store: Arc<MemoryStore>,
    pub(crate) address: SocketAddr,
    pub(crate) token: Option<String>,
    ending: Option<watch::Sender<bool>>,
    thread: Option<JoinHandle<()>>,
    _folder: tempfile::TempDir,
}

impl Service {
    pub(crate) fn start() -> Service {
        Service::at("127.0.0.1:0".parse().unwrap(), Arc::default(), false)
    }

    pub(crate) fn with_token() -> Service {
        Service::at("127.0.0.1:0".parse().unwrap(), Arc::default(), true)
    }

    /// A service at an address, over that store.
    pub(crate) fn at(address: SocketAddr, store: Arc<MemoryStore>, locked: bool) -> Service {
        let folder = tempfile::tempdir().unwrap();
        let tokens = Arc::new(Tokens::of(folder.path()).unwrap());
        let token = locked.then(|| tokens.create("reader", &[Role::Read], None, 0).unwrap());
        let (ending, ended) = watch::channel(false);
        let (tell, told) = std::sync::mpsc::channel();
        let shared = Arc::clone(&store);
        let thread = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async move {
                let socket = TcpSocket::new_v4().unwrap();
                socket.set_reuseaddr(true).unwrap();
                socket.bind(address).unwrap();
                let listener = socket.listen(64).unwrap();
                tell.send(listener.local_addr().unwrap()).unwrap();
                let app = app(shared, Settings::default(), tokens, ended.clone());
                let mut ended = ended;
                let end = async move {
                    let _ = ended.wait_for(|ended| *ended).await;
                };
                axum::serve(listener, app).with_graceful_shutdown(end).await.unwrap();
            });
        });
        let address = told.recv().unwrap();
        let (ending, thread) = (Some(ending), Some(thread));
        Service { store, address, token, ending, thread, _folder: folder }
    }

    /// The service ends, and the same one starts anew at the same address.
    pub(crate) fn restart(mut self) -> Service {
        self.end();
        Service::at(self.address, Arc::clone(&self.store), false)
    }

    fn end(&mut self) {
        if let Some(ending) = self.ending.take() {
            let _ = ending.send(true);
        }
        if let Some(thread) = self.thread.take() {
            thread.join().unwrap();
        }
    }

    /// Stores records.
    pub(crate) fn put(&self, records: &[Value]) {
        let records = records.iter().map(|record| serde_json::from_value(record.clone()).unwrap());
        let received_at = Timestamp::from_millis(1_763_000_100_000).unwrap();
        let batch = Batch { records: records.collect(), received_at };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(self.store.append(batch)).unwrap();
    }

    /// The command, which asks this service.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_linestamp"));
        command.args(arguments).env("LINESTAMP_URL", format!("http://{}", self.address));
        command.env_remove("LINESTAMP_TOKEN").env_remove("NO_PROXY");
        command
    }

    /// Runs the command to its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> (Option<i32>, String, String) {
        told(self.command(arguments).output().unwrap())
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
    }
}

/// The status, standard output and standard error.
pub(crate) fn told(output: Output) -> (Option<i32>, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

/// A record by its number: one a second.
pub(crate) fn record(number: u32, message: &str) -> Value {
    json!({
        "id": format!("record-{number}"), "timestamp": 1_763_000_000_000_i64 + i64::from(number) * 1000,
        "level": if number.is_multiple_of(2) { "info" } else { "error" }, "service": "executor",
        "environment": "production", "message": message,
        "source_location": format!("executor.ts:{}", number + 1), "trace_id": "t1",
        "metadata": { "number": number },
    })
}
