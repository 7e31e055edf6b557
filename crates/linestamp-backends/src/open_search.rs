//! A double of OpenSearch by others, which knows index templates, mappings and conflicts.

use std::process::Stdio;

use super::http::{Answer, ask};
use super::{Home, Process, free_port, packaged};

/// A running double.
#[derive(Debug)]
pub struct OpenSearch {
    port: u16,
    // Stopped before its folder goes.
    _process: Process,
    _home: Home,
}

impl OpenSearch {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> OpenSearch {
        let program = packaged("osmem_server/bin/osmem-server");
        let home = Home::of(&program);
        let port = free_port();
        let mut server = home.command(&program);
        server.args(["-addr", &format!("127.0.0.1:{port}"), "-no-ja", "-no-stdin-watch"]);
        server.stdout(Stdio::null()).stderr(Stdio::null());
        let is_ready = || ask(port, "GET", "/", "").is_some_and(|answer| answer.status == 200);
        OpenSearch { port, _process: Process::start(server, is_ready), _home: home }
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
    pub fn ask(&self, method: &str, target: &str, body: &str) -> Answer {
        ask(self.port, method, target, body).expect("the server answers")
    }
}
