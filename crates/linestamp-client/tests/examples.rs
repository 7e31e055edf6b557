//! The examples: a user runs them, and sees what they print.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use linestamp_client::{Level, LogRecord};
use serde_json::{Value, json};

/// The example, built as `cargo test --workspace` builds it, so that nothing is compiled twice.
fn example(name: &str) -> Command {
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--locked", "--workspace", "--example", name])
        .args(["--message-format", "json"])
        .stderr(Stdio::inherit())
        .output()
        .unwrap();
    assert!(built.status.success(), "{name} does not build");
    let messages = String::from_utf8(built.stdout).unwrap();
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).unwrap();
        let is_it = message["target"]["name"] == name;
        message["executable"].as_str().filter(|_| is_it).map(str::to_owned)
    });
    let mut command = Command::new(executable.unwrap());
    command
        .env_remove("LINESTAMP_URL")
        .stdin(Stdio::null())
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    command
}

/// A service that runs until it is interrupted.
struct Service {
    child: Child,
    lines: BufReader<ChildStdout>,
    address: String,
}

impl Service {
    fn start(name: &str) -> Service {
        let mut child = example(name).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut service = Service { child, lines, address: String::new() };
        let listening = service.record();
        assert_eq!(listening.event_type.as_deref(), Some("listening"));
        service.address = listening.message.rsplit_once("http://").unwrap().1.to_owned();
        service
    }

    fn record(&mut self) -> LogRecord {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    fn get(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let request =
            format!("GET {path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

#[test]
fn a_service_logs_through_tracing() {
    let mut service = Service::start("axum");
    let headers = format!("x-request-id: r-1\r\ntraceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n");
    assert!(service.get("/tasks/7", &headers).ends_with("task 7\n"));
    let [read, answered] = [service.record(), service.record()];
    for record in [&read, &answered] {
        assert_eq!(record.trace_id.as_deref(), Some(TRACE));
        assert_eq!(record.request_id.as_deref(), Some("r-1"));
        assert!(record.source_location.as_ref().unwrap().starts_with("axum.rs:"));
    }
    assert_eq!(read.message, "Task 7 read");
    assert_eq!(read.metadata["token"], "[redacted]");
    assert_eq!(read.metadata["path"], "/tasks/7");
    assert_eq!(answered.metadata["status"], 200);

    assert!(service.get("/tasks/0", "").starts_with("HTTP/1.1 404"));
    let [missing, answered] = [service.record(), service.record()];
    assert_eq!(missing.level, Level::Warn);
    assert_eq!(missing.request_id, None);
    assert_eq!(missing.trace_id, answered.trace_id);
    assert_ne!(missing.trace_id.as_deref(), Some(TRACE));
}

#[test]
fn a_service_gives_each_request_its_logger() {
    let mut service = Service::start("service");
    assert!(service.get("/tasks/7", "x-request-id: r-1\r\n").ends_with("task 7\n"));
    let [read, answered] = [service.record(), service.record()];
    assert_eq!(read.request_id.as_deref(), Some("r-1"));
    assert_eq!(read.trace_id, answered.trace_id);
    assert_eq!(json!(read.metadata), json!({ "task": 7 }));
}

#[test]
fn a_program_without_a_runtime_prints_its_records_and_the_account() {
    let output = example("tasks").output().unwrap();
    let (printed, told) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{told}");
    let messages = ["Task 1 started", "Task 1 divides by zero", "Task 2 done", "Task 3 done"];
    assert!(messages.iter().all(|message| printed.contains(message)), "{printed}");
    assert!(printed.lines().all(|line| line.contains("[tasks.rs:")), "{printed}");
    assert!(told.contains("6 of 6 records confirmed"), "{told}");
}

#[test]
fn two_sinks_get_what_is_theirs() {
    let folder = tempfile::tempdir().unwrap();
    let output = example("fanout").arg(folder.path()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("4 of 4 records confirmed"), "{told}");
    let read = |text: &str| -> Vec<String> {
        let records = text.lines().map(|line| serde_json::from_str::<LogRecord>(line).unwrap());
        records.map(|record| record.message).collect()
    };
    let printed = read(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(printed, ["Task 1 started", "Task 2 started", "Task 3 started", "Task 2 failed"]);
    let kept = std::fs::read_to_string(folder.path().join("errors.ndjson")).unwrap();
    assert_eq!(read(&kept), ["Task 2 failed"]);
}
