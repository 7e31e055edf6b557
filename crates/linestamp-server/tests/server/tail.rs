//! Records as they arrive.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use linestamp_server::{Role, Settings};
use linestamp_sqlite::{Options, SqliteStore};
use reqwest::Response;
use serde_json::{Value, json};

use crate::support::{Service, record, told};

const JSON: &str = "application/json";

/// The events of an answer.
struct Events {
    bytes: std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<axum::body::Bytes>>>>,
    text: String,
}

/// An event: its name, id and data.
type Event = (String, String, Value);

impl Events {
    fn of(answer: Response) -> Events {
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Events { bytes: Box::pin(answer.bytes_stream()), text: String::new() }
    }

    /// The next event; `None` at the end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((event, rest)) = self.text.split_once("\n\n") {
                let field = |name: &str| {
                    let lines = event.lines().filter_map(|line| line.strip_prefix(name));
                    lines.collect::<Vec<_>>().join("\n").trim_start().to_owned()
                };
                let found = (field("event:"), field("id:"), field("data:"));
                self.text = rest.to_owned();
                if !found.0.is_empty() {
                    return Some((found.0, found.1, serde_json::from_str(&found.2).unwrap()));
                }
                continue;
            }
            let part = self.bytes.next().await?.ok()?;
            self.text.push_str(std::str::from_utf8(&part).unwrap());
        }
    }

    async fn message(&mut self) -> String {
        let (name, id, data) = self.next().await.unwrap();
        assert_eq!((name.as_str(), id), ("record", data["seq"].to_string()));
        data["message"].as_str().unwrap().to_owned()
    }
}

async fn tail(service: &Service, questions: &[(&str, &str)]) -> Events {
    Events::of(service.get("/v1/tail").query(questions).send().await.unwrap())
}

async fn put(service: &Service, records: &[Value]) {
    let (status, _) = told(service.post(JSON, json!(records).to_string())).await;
    assert_eq!(status, 200);
}

#[tokio::test]
async fn what_is_meant_is_sent_as_it_arrives() {
    let service = Service::open().await;
    put(&service, &[record("before")]).await;
    let mut all = tail(&service, &[]).await;
    let mut some = tail(&service, &[("filter", "three")]).await;
    let mut again = tail(&service, &[("after", "0")]).await;
    put(&service, &[record("two"), record("three")]).await;
    put(&service, &[record("three and more")]).await;
    for expected in ["two", "three", "three and more"] {
        assert_eq!(all.message().await, expected);
    }
    for expected in ["three", "three and more"] {
        assert_eq!(some.message().await, expected);
    }
    for expected in ["before", "two", "three", "three and more"] {
        assert_eq!(again.message().await, expected);
    }
}

/// Readers leave and come again while records arrive: each record is read once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tail_that_comes_again_misses_nothing() {
    const RECORDS: usize = 600;
    let service = Service::open().await;
    let readers = (0..4_u64).map(|reader| {
        let service = &service;
        async move {
            let mut found = Vec::new();
            let mut last = "0".to_owned();
            while found.len() < RECORDS {
                let request = service.get("/v1/tail").header("last-event-id", &last);
                let mut events = Events::of(request.send().await.unwrap());
                // Some leave early, some late.
                let stay = 1 + (found.len() * 7 + usize::try_from(reader).unwrap() * 31) % 97;
                for _ in 0..stay.min(RECORDS - found.len()) {
                    let (_, id, data) = events.next().await.unwrap();
                    found.push(data["message"].as_str().unwrap().to_owned());
                    last = id;
                }
            }
            found
        }
    });
    let write = async {
        for first in (0..RECORDS).step_by(6) {
            let records: Vec<_> = (first..first + 6).map(|n| record(&n.to_string())).collect();
            put(&service, &records).await;
        }
    };
    let (found, ()) = tokio::join!(futures_util::future::join_all(readers), write);
    let expected: Vec<_> = (0..RECORDS).map(|number| number.to_string()).collect();
    for found in found {
        assert_eq!(found, expected);
    }
}

#[tokio::test]
async fn a_bound_token_hears_of_its_workspace_alone() {
    let service = Service::open().await;
    let ingest = service.token("ingest", Role::Ingest, None);
    let bound = service.token("bound", Role::Read, Some("one"));
    let request = service.get("/v1/tail").bearer_auth(&bound);
    let mut events = Events::of(request.send().await.unwrap());
    for (workspace, message) in
        [("two", "secret"), ("one", "own"), ("two", "secret"), ("one", "last")]
    {
        let mut record = record(message);
        record["workspace_id"] = workspace.into();
        told(service.post(JSON, record.to_string()).bearer_auth(&ingest)).await;
    }
    assert_eq!(events.message().await, "own");
    assert_eq!(events.message().await, "last");
}

/// A reader that does not read is told how many of its records it missed; records are taken in
/// meanwhile, and a hundred other tails get each of theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_reader_is_brought_to_the_present() {
    const BATCHES: usize = 60;
    const BATCH: usize = 500;
    let folder = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(folder.path(), Options::default()).unwrap();
    let service = Service::over(Arc::new(store), Settings::default()).await;
    let mut slow = tail(&service, &[("filter", "service:executor")]).await;
    let mut others = Vec::new();
    for _ in 0..100 {
        others.push(tail(&service, &[("filter", "event:each_batch")]).await);
    }
    let padding = "x".repeat(1000);
    for batch in 0..BATCHES {
        let mut records: Vec<_> =
            (0..BATCH).map(|number| record(&format!("{padding} {batch}-{number}"))).collect();
        records[0]["event_type"] = "each_batch".into();
        put(&service, &records).await;
    }
    let (mut got, mut skipped) = (0_u64, 0);
    while got + skipped < (BATCHES * BATCH) as u64 {
        let next = tokio::time::timeout(Duration::from_secs(60), slow.next()).await;
        let (name, _, data) = next.expect("the rest never comes").unwrap();
        match name.as_str() {
            "skipped" => skipped += data["count"].as_u64().unwrap(),
            _ => got += 1,
        }
    }
    assert_eq!(got + skipped, (BATCHES * BATCH) as u64);
    assert!(skipped > 0, "{got} records were read, none was skipped");
    for other in &mut others {
        for batch in 0..BATCHES {
            assert!(other.message().await.ends_with(&format!(" {batch}-0")));
        }
    }
}

#[tokio::test]
async fn a_tail_ends_with_the_service() {
    let service = Service::open().await;
    let mut events = tail(&service, &[]).await;
    service.end();
    assert!(events.next().await.is_none());
}
