//! ClickHouse: the real server of 2018, and the engine of today inside a Python process.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::http::{Answer, ask};
use super::{Home, Process, free_port, installed, libraries};

/// A user with a password, and that password.
pub const USER: (&str, &str) = ("writer", "s3cret-word");

/// A running server.
#[derive(Debug)]
pub struct ClickHouse {
    port: u16,
    // Stopped before its folder goes.
    _process: Process,
    _home: Home,
}

impl ClickHouse {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> ClickHouse {
        let system = installed("clickhouse");
        let program = system.join("usr/sbin/clickhouse-server");
        let home = Home::of(&program);
        let (port, native) = (free_port(), free_port());
        let config = home.path().join("config.xml");
        std::fs::write(&config, configuration(home.path(), port, native)).expect("it is ours");
        let mut server = home.command(&program);
        server.arg(format!("--config-file={}", config.display()));
        server.env("LD_LIBRARY_PATH", libraries(&system)).stdout(Stdio::null());
        server.stderr(Stdio::null());
        let is_ready = || ask(port, "GET", "/ping", "").is_some_and(|answer| answer.status == 200);
        ClickHouse { port, _process: Process::start(server, is_ready), _home: home }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs one statement, with what is to be inserted behind it.
    ///
    /// # Panics
    ///
    /// Where the server does not answer.
    #[must_use]
    pub fn run(&self, statement: &str) -> Answer {
        ask(self.port, "POST", "/", statement).expect("ClickHouse answers")
    }
}

/// A server with nothing but HTTP, a user without a password, and one with [`USER`]'s.
fn configuration(home: &Path, port: u16, native: u16) -> String {
    let (home, (user, word)) = (home.display(), USER);
    format!(
        "<yandex>
  <logger><level>error</level><log>{home}/log</log><errorlog>{home}/errors</errorlog></logger>
  <listen_host>127.0.0.1</listen_host>
  <http_port>{port}</http_port>
  <tcp_port>{native}</tcp_port>
  <path>{home}/data/</path>
  <tmp_path>{home}/tmp/</tmp_path>
  <mark_cache_size>1048576</mark_cache_size>
  <users_config>config.xml</users_config>
  <default_profile>default</default_profile>
  <default_database>default</default_database>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users><default>
    <password></password><profile>default</profile><quota>default</quota>
    <networks><ip>127.0.0.1</ip></networks>
  </default><{user}>
    <password>{word}</password><profile>default</profile><quota>default</quota>
    <networks><ip>127.0.0.1</ip></networks>
  </{user}></users>
</yandex>
"
    )
}

/// The engine of today behind a small front of HTTP of our own: settings in the address, gzip, and
/// the server's status for each exception; no users.
#[derive(Debug)]
pub struct Engine {
    port: u16,
    // Stopped before its folder goes.
    _process: Process,
    _home: tempfile::TempDir,
}

impl Engine {
    /// Starts one.
    ///
    /// # Panics
    ///
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Engine {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/chdb_http.py");
        let home = tempfile::tempdir().expect("a temporary folder");
        let port = free_port();
        let mut server = Command::new(installed("python").join("bin/python"));
        server.arg(script).arg(port.to_string()).arg(home.path().join("data"));
        server.current_dir(home.path()).stdout(Stdio::null()).stderr(Stdio::null());
        let is_ready = || ask(port, "GET", "/ping", "").is_some_and(|answer| answer.status == 200);
        Engine { port, _process: Process::start(server, is_ready), _home: home }
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Runs one statement.
    ///
    /// # Panics
    ///
    /// Where the server does not answer.
    #[must_use]
    pub fn run(&self, statement: &str) -> Answer {
        ask(self.port, "POST", "/", statement).expect("the engine answers")
    }
}

/// Runs statements in the engine of today, one after another, and gives back what the last answers.
///
/// # Errors
///
/// What the engine says.
///
/// # Panics
///
/// Where Python does not start.
pub fn run_in_engine(statements: &[&str]) -> Result<String, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/engine.py");
    let home = tempfile::tempdir().expect("a temporary folder");
    let mut python = Command::new(installed("python").join("bin/python"))
        .arg(script)
        .current_dir(home.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let text = serde_json::to_vec(statements).expect("texts are JSON");
    python.stdin.take().expect("it is piped").write_all(&text).expect("Python reads");
    let output = python.wait_with_output().expect("Python ends");
    let [said, complained] =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    if output.status.success() { Ok(said.trim_end().to_owned()) } else { Err(complained) }
}
