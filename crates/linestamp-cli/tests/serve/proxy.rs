//! A real proxy in front of the service: it takes small bodies alone, lets in so many requests a second,
//! and answers for the service while that is away.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use assert_cmd::cargo::cargo_bin;
use linestamp_backends::nginx::Nginx;
use serde_json::{Value, json};

use crate::running::{Running, run};

/// What the proxy is told: a batch of the client is larger, and there are more of them at once.
const STRICT: &str = "client_max_body_size 16k;
    limit_req zone=all burst=5 nodelay; limit_req_status 429;";

/// A service behind a proxy, and the files of it.
struct Proxied {
    folder: tempfile::TempDir,
    service: Option<Running>,
    address: String,
    proxy: Nginx,
    token: String,
}

impl Proxied {
    fn start() -> Proxied {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data").display().to_string();
        let token = run(&["token", "create", "team", "--scope", "read,ingest", "--data", &data]);
        let (service, address) = serve("127.0.0.1:0", &data);
        let port = address.rsplit_once(':').unwrap().1.parse().unwrap();
        let proxy = Nginx::before(port, STRICT);
        let token = token.trim_end().to_owned();
        Proxied { folder, service: Some(service), address, proxy, token }
    }

    fn data(&self) -> String {
        self.folder.path().join("data").display().to_string()
    }

    /// A command that speaks to the service through the proxy.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(cargo_bin("linestamp"));
        command.args(arguments).env("LINESTAMP_TOKEN", &self.token).env_remove("NO_PROXY");
        command
    }

    /// Sends records of these numbers.
    fn send(&self, numbers: std::ops::Range<u32>) -> Child {
        let file = self.folder.path().join(format!("{}.ndjson", numbers.start));
        fs::write(&file, numbers.map(line).collect::<String>()).unwrap();
        let to = format!("linestamp+{}", self.proxy.url());
        let mut command = self.command(&["send", "--to", &to, "--service", "executor"]);
        command.args(["--environment", "production"]).arg(file);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// A tail, once it has shown one of the records that are sent meanwhile: of numbers from there on.
    fn tail(&self, from: u32) -> Tail {
        let url = self.proxy.url();
        let mut command =
            self.command(&["tail", "service:executor", "--last=0", "--format=json", "--url", &url]);
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (sender, numbers) = mpsc::channel();
        thread::spawn(move || {
            lines.map_while(Result::ok).try_for_each(|line| sender.send(number(&line)))
        });
        let tail = Tail { child, numbers };
        for next in from.. {
            went_well(self.send(next..next + 1));
            if tail.numbers.recv_timeout(Duration::from_millis(100)).is_ok() {
                break;
            }
        }
        tail
    }

    /// The numbers of all records in the folder.
    fn numbers(&self) -> Vec<u64> {
        let said = run(&[
            "query",
            "service:executor",
            "--data",
            &self.data(),
            "--limit",
            "100000",
            "--format",
            "json",
        ]);
        let mut numbers: Vec<u64> = said.lines().map(number).collect();
        numbers.sort_unstable();
        numbers
    }
}

fn serve(address: &str, data: &str) -> (Running, String) {
    let mut service = Running::start(&["--listen", address, "--data", data]);
    let (address, _) = service.place();
    (service, address)
}

/// A line that no compression makes small.
fn line(number: u32) -> String {
    let noise: String = (0..20).map(|part| format!("{:x}", hash(number * 20 + part))).collect();
    format!("{}\n", json!({ "level": "info", "message": noise, "number": number }))
}

fn hash(number: u32) -> u64 {
    u64::from(number).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn number(line: &str) -> u64 {
    let record: Value = serde_json::from_str(line).unwrap();
    record["metadata"]["number"].as_u64().unwrap()
}

/// A tail that runs until it is dropped.
struct Tail {
    child: Child,
    numbers: Receiver<u64>,
}

impl Drop for Tail {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[track_caller]
fn went_well(command: Child) {
    let output = command.wait_with_output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

/// Waits until the proxy has complained of something.
fn complained(proxy: &Nginx, of: &str) {
    while !proxy.errors().contains(of) {
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn behind_a_strict_proxy_all_arrives_once_and_at_once() {
    let proxied = Proxied::start();
    let tail = proxied.tail(1000);
    went_well(proxied.send(0..1000));
    assert_eq!(proxied.numbers()[..1000], (0..1000).collect::<Vec<_>>());
    let mut seen = BTreeSet::new();
    while seen.len() < 1000 {
        let number = tail.numbers.recv().unwrap();
        assert!(number >= 1000 || seen.insert(number), "{number} came twice");
    }
    complained(&proxied.proxy, "too large body");
    complained(&proxied.proxy, "limiting requests");
}

#[test]
fn what_is_sent_while_the_service_is_away_arrives_when_it_is_back() {
    let mut proxied = Proxied::start();
    went_well(proxied.send(0..10));
    assert_eq!(proxied.service.take().unwrap().end().0, Some(0));
    let sending = proxied.send(10..20);
    complained(&proxied.proxy, "Connection refused");
    proxied.service = Some(serve(&proxied.address, &proxied.data()).0);
    went_well(sending);
    assert_eq!(proxied.numbers(), (0..20).collect::<Vec<_>>());
}
