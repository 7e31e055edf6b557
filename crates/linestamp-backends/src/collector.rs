//! A collector of OpenTelemetry, which prints what it receives.

use std::fs::File;
use std::path::PathBuf;
use std::process::Stdio;

use super::http::ask;
use super::{Home, Process, free_port, packaged};

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
