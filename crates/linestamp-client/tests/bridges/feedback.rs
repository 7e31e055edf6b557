//! The requests that carry the records make no records, though the program traces everything.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use linestamp_client::bridge::{LogBridge, TracingLayer};
use linestamp_client::sinks::http::{Compression, Http};
use linestamp_client::{Client, Environment, Level};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt as _};

use crate::PATIENCE;

/// Counts what the HTTP client tells, to know that there was something to ignore.
#[derive(Clone, Default)]
struct Telemetry(Arc<AtomicU64>);

impl<S: Subscriber> Layer<S> for Telemetry {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target().starts_with("hyper") {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// A server that counts lines. It is of this process, which would trace a server of any framework,
/// and the parts of it that go by `log` whatever its thread says; so it is made of sockets alone.
fn server(lines: Arc<AtomicU64>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    // A name, so that it has to be looked up.
    let url = format!("http://localhost:{}/", listener.local_addr().unwrap().port());
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), &lines).unwrap();
        }
    });
    url
}

/// Takes one request, counts the lines in its body, and confirms them.
fn answer(mut stream: TcpStream, lines: &AtomicU64) -> io::Result<()> {
    let mut reader = BufReader::new(stream.try_clone()?);
    let (mut length, mut header) = (0, String::new());
    while reader.read_line(&mut header)? > 2 {
        if let Some(("content-length", value)) = header.trim().split_once(": ") {
            length = value.parse().unwrap();
        }
        header.clear();
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    let found = body.iter().filter(|byte| **byte == b'\n').count();
    lines.fetch_add(found as u64, Ordering::SeqCst);
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
}

#[test]
fn the_clients_own_requests_make_no_records() {
    let lines = Arc::new(AtomicU64::new(0));
    let sink = Http::to(&server(Arc::clone(&lines))).unwrap().compression(Compression::None);
    let client = Client::builder("tests", Environment::Development, sink.sink().unwrap());
    let client = client.level(Some(Level::Debug)).start().unwrap();
    let telemetry = Telemetry::default();
    let subscriber = tracing_subscriber::registry()
        .with(telemetry.clone())
        .with(TracingLayer::new(client.logger()));
    // For all threads, the worker's included.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    LogBridge::new(client.logger()).install(log::LevelFilter::Trace).unwrap();

    for round in 1..=3 {
        tracing::trace!("from tracing");
        log::trace!("from log");
        client.flush(PATIENCE).unwrap();
        assert_eq!(client.health().offered, round * 2);
    }
    assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 6);
    assert_eq!(lines.load(Ordering::SeqCst), 6);
    assert!(telemetry.0.load(Ordering::Relaxed) > 0, "the HTTP client told nothing to ignore");
}
