//! Receivers of OpenTelemetry's logs: a collector, which prints what it receives, and a vendor's agent
//! for tests, which can be asked for it.

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use super::http::ask;
use super::{Home, Process, free_port, installed, packaged};

/// A running collector.
#[derive(Debug)]
pub struct Collector {
    port: u16,
    printed: PathBuf,
    // Stopped before its folder goes.
    _process: Process,
    _home: Home,
}

impl Collector {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Collector {
        let program = packaged("rotel/rotel-agent");
        let home = Home::of(&program);
        let (port, grpc) = (free_port(), free_port());
        let printed = home.path().join("printed");
        let mut server = home.command(&program);
        server.arg("start").args(["--otlp-http-endpoint", &format!("127.0.0.1:{port}")]);
        server.args(["--otlp-grpc-endpoint", &format!("127.0.0.1:{grpc}")]);
        server.args(["--exporter", "blackhole"]);
        server.args(["--debug-log", "logs", "--debug-log-verbosity", "detailed"]);
        server.stdout(File::create(&printed).expect("it is ours")).stderr(Stdio::null());
        let is_ready = || ask(port, "GET", "/", "").is_some();
        Collector { port, printed, _process: Process::start(server, is_ready), _home: home }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// What it printed so far.
    ///
    /// # Panics
    ///
    /// Where that cannot be read.
    #[must_use]
    pub fn printed(&self) -> String {
        std::fs::read_to_string(&self.printed).expect("it is ours")
    }
}

/// A running agent of Datadog's, of the kind that they test their own libraries with. It reads protocol
/// buffers by OpenTelemetry's own messages, and JSON as any JSON.
#[derive(Debug)]
pub struct Agent {
    port: u16,
    // Stopped before its folder goes.
    _process: Process,
    _home: Home,
}

impl Agent {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Agent {
        let python = installed("python").join("bin/python");
        let home = Home::of(&python);
        let [port, own, grpc] = [free_port(), free_port(), free_port()];
        let mut server = home.command(&python);
        server.args(["-m", "ddapm_test_agent.agent", "--disable-llmobs-data-forwarding"]);
        let ports = [("--port", own), ("--otlp-http-port", port), ("--otlp-grpc-port", grpc)];
        server.args(ports.map(|(name, port)| format!("{name}={port}")));
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let is_ready = || {
            let answer = ask(port, "GET", "/test/session/logs", "");
            answer.is_some_and(|answer| answer.status == 200)
        };
        Agent { port, _process: Process::start(server, is_ready), _home: home }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The requests that it took, in their order, as JSON: those that came as JSON as they were, those
    /// that came as protocol buffers with `snake_case` names and bytes in base64.
    ///
    /// # Panics
    ///
    /// Where it cannot tell.
    #[must_use]
    pub fn taken(&self) -> Vec<Value> {
        let answer = ask(self.port, "GET", "/test/session/logs", "").expect("the agent answers");
        assert_eq!(answer.status, 200, "{}", answer.body);
        let mut taken: Vec<_> = serde_json::from_str(&answer.body).expect("it is a list");
        // It tells the newest first.
        taken.reverse();
        taken
    }
}
