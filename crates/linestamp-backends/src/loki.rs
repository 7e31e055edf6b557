//! An independent implementation of Loki's push and query APIs, over the ClickHouse engine.

use std::path::Path;
use std::process::{Command, Stdio};

use super::clickhouse::Engine;
use super::http::{Answer, ask};
use super::{Process, free_port};

/// A running server.
#[derive(Debug)]
pub struct Loki {
    port: u16,
    // Stopped before its store, and that before the folder goes.
    _process: Process,
    _store: Engine,
    _home: tempfile::TempDir,
}

impl Loki {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Loki {
        let store = Engine::start();
        let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/loki");
        let script = tests.join("node_modules/qryn/qryn_node.js");
        assert!(script.exists(), "{} is missing: run `cargo xtask setup`", script.display());
        let home = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let mut server = Command::new("node");
        server.arg(script).current_dir(home.path());
        server.envs([("CLICKHOUSE_SERVER", "127.0.0.1"), ("CLICKHOUSE_DB", "qryn")]);
        server.envs([("CLICKHOUSE_AUTH", "default:"), ("HOST", "127.0.0.1")]);
        server.env("CLICKHOUSE_PORT", store.port().to_string()).env("PORT", port.to_string());
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let is_ready = || ask(port, "GET", "/ready", "").is_some_and(|answer| answer.status == 200);
        Loki { port, _process: Process::start(server, is_ready), _store: store, _home: home }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sends one request.
    ///
    /// # Panics
    ///
    /// Where the server does not answer.
    #[must_use]
    pub fn ask(&self, target: &str) -> Answer {
        ask(self.port, "GET", target, "").expect("the server answers")
    }
}
