//! The memory that hostile requests take, in a process of its own.
#![cfg(target_os = "linux")]
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

use std::sync::Arc;

use linestamp_server::{Settings, Tokens, app};
use linestamp_store::MemoryStore;
use tokio::sync::watch;

/// What all requests may take together.
const MEMORY: usize = 64 << 20;

/// What a body may have.
const BODY: usize = 16 << 20;

/// The most memory that this process has had so far, in bytes.
fn peak() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
    line.trim().trim_end_matches(" kB").parse::<usize>().unwrap() * 1024
}

/// A field of protocol buffers that is filled with something, as long as all of it has that length.
fn field(number: u8, inner: &[u8]) -> Vec<u8> {
    let mut field = vec![number << 3 | 2];
    let length = inner.len();
    // In four bytes, however many it needs.
    field.extend([0, 7, 14].map(|shift| (length >> shift & 0x7f) as u8 | 0x80));
    field.push((length >> 21) as u8);
    field.extend_from_slice(inner);
    field
}

/// As much of the same as fits.
fn many(part: &[u8], most: usize) -> Vec<u8> {
    part.repeat((most - 64) / part.len())
}

fn json(before: &str, part: &str, behind: &str, most: usize) -> Vec<u8> {
    let parts = many(part.as_bytes(), most);
    [before.as_bytes(), &parts, behind.as_bytes()].concat()
}

#[tokio::test]
async fn small_parts_do_not_become_large() {
    let mut settings = Settings::default();
    settings.memory_bytes = MEMORY;
    let (_end, ended) = watch::channel(false);
    let app = app(Arc::new(MemoryStore::new()), settings, Arc::new(Tokens::none()), ended);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();

    let of_log = |log: Vec<u8>| field(1, &field(2, &field(2, &log)));
    let elements = field(5, &field(5, &many(&[0x0a, 0], BODY)));
    let shared = [field(1, &many(&[0x0a, 0], BODY)), field(2, &[0x12, 0])].concat();
    let otlp = [
        ("log records", field(1, &field(2, &many(&[0x12, 0], BODY)))),
        ("attributes", of_log(many(&[0x32, 0], BODY))),
        ("elements", of_log(elements)),
        ("attributes of a resource", field(1, &shared)),
    ];
    let otlp = otlp.map(|(what, body)| (what, "/v1/logs", "application/x-protobuf", body));
    let log = r#"{"resourceLogs":[{"scopeLogs":[{"logRecords":["#;
    let texts = [
        ("log records", "/v1/logs", json(log, "{},", "{}]}]}]}", BODY)),
        ("objects", "/v1/logs", json(&format!("{log}{{\"a\":["), "{\"\":0},", "0]}]}]}]}", BODY)),
        ("records", "/v1/records", json("[", "{},", "{}]", BODY)),
        // A record may have half of what a body may.
        ("elements", "/v1/records", json("[{\"a\":[", "[],", "0]}]", BODY / 2)),
    ];
    let texts = texts.map(|(what, path, body)| (what, path, "application/json", body));
    let before = peak();
    for (what, path, kind, body) in otlp.into_iter().chain(texts) {
        let post = http.post(format!("http://{address}{path}")).header("content-type", kind);
        let answer = post.body(body).send().await.unwrap();
        let status = answer.status();
        assert_eq!(status, 413, "{what} at {path}: {}", answer.text().await.unwrap());
        let grown = peak().saturating_sub(before);
        assert!(grown < MEMORY + BODY, "{what} at {path} took {} MiB", grown >> 20);
    }
}
