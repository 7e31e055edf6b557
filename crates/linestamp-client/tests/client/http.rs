//! Requests as a server sees them, and what each answer leads to.

use std::time::Duration;

use linestamp_client::sinks::http::{Answers, Compression, Format, Http};
use linestamp_client::{DeadLetter, LogRecord, Notice, info};
use serde_json::json;

use crate::support::server::{Reply, Request, Server};
use crate::support::{Heard, PATIENCE, batches_of, client};

fn ok(_: &Request) -> Reply {
    Reply::status(200)
}

fn numbers(count: usize) -> Vec<String> {
    (0..count).map(|number| number.to_string()).collect()
}

/// Logs `0`, `1`, … as one batch, and shuts down.
fn send(http: Http, count: usize) -> linestamp_client::Health {
    let client = client(http.sink().unwrap()).batch(batches_of(count)).start().unwrap();
    for number in 0..count {
        info!(client.logger(), "{number}");
    }
    client.shutdown(PATIENCE).unwrap()
}

#[test]
fn every_field_arrives_in_each_format() {
    let formats = [
        (Format::Ndjson, Compression::Gzip, "application/x-ndjson", "gzip"),
        (Format::Ndjson, Compression::Zstd, "application/x-ndjson", "zstd"),
        (Format::Array, Compression::None, "application/json", ""),
    ];
    for (format, compression, content_type, encoding) in formats {
        let server = Server::start(ok);
        let http = Http::to(&server.url("/v1/logs?source=tests")).unwrap();
        let http = http.format(format).compression(compression).bearer("t0ken").unwrap();
        let http = http.header("x-scope", "tenant").unwrap();
        let sent: LogRecord = serde_json::from_value(json!({
            "id": "one", "timestamp": 1_763_000_000_000_u64, "level": "warn", "service": "executor",
            "environment": "production", "event_type": "db_query_slow",
            "message": "größer 🦀 \u{2028}\n\"quoted\"", "source_location": "executor.ts:142",
            "trace_id": "t", "request_id": "r", "workspace_id": "w", "project_id": "p",
            "user_id": "u", "version": "v", "instance_id": "i",
            "metadata": { "deep": [1, 2.5, null, { "a": true }] },
        }))
        .unwrap();
        let client = client(http.sink().unwrap()).start().unwrap();
        client.logger().write(sent.clone());
        client.shutdown(PATIENCE).unwrap();
        let requests = server.requests();
        assert_eq!(requests.len(), 1);
        assert_eq!(requests[0].records, [sent]);
        assert_eq!(requests[0].uri, "/v1/logs?source=tests");
        assert_eq!(requests[0].header("content-type"), content_type);
        assert_eq!(requests[0].header("content-encoding"), encoding);
        assert_eq!(requests[0].header("authorization"), "Bearer t0ken");
        assert_eq!(requests[0].header("x-scope"), "tenant");
    }
}

#[test]
fn a_megabyte_arrives() {
    let server = Server::start(ok);
    let message = "ü🦀".repeat((1 << 20) / 6);
    let http = Http::to(&server.url("/")).unwrap();
    let client = client(http.sink().unwrap()).start().unwrap();
    client.logger().info(message.clone()).write();
    client.shutdown(PATIENCE).unwrap();
    assert_eq!(server.taken(), [message]);
}

#[test]
fn a_failing_server_is_asked_again_in_order() {
    let server = Server::start(|request| match request.number {
        0 => Reply::status(503),
        1 => Reply::status(500),
        2 => Reply::status(502),
        _ => Reply::status(200),
    });
    let health = send(Http::to(&server.url("/")).unwrap(), 10);
    assert_eq!(server.taken(), numbers(10));
    assert_eq!((health.attempts, health.sent, health.retried), (4, 40, 30));
    let ids = |request: &Request| {
        request
            .records
            .iter()
            .map(|record| (record.id.clone(), record.timestamp))
            .collect::<Vec<_>>()
    };
    let requests = server.requests();
    assert!(requests.iter().all(|request| ids(request) == ids(&requests[0])));
}

#[test]
fn retry_after_is_waited_for() {
    let server = Server::start(|request| match request.number {
        0 => Reply::status(429).header("retry-after", "1"),
        _ => Reply::status(200),
    });
    send(Http::to(&server.url("/")).unwrap(), 1);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].at - requests[0].at >= Duration::from_secs(1));
}

#[test]
fn a_batch_that_is_too_large_is_halved() {
    let server = Server::start(|request| {
        let too_large = request.records.len() > 3;
        Reply::status(if too_large { 413 } else { 200 })
    });
    let health = send(Http::to(&server.url("/")).unwrap(), 20);
    assert_eq!(server.taken(), numbers(20));
    assert_eq!((health.confirmed, health.refused), (20, 0));
}

#[test]
fn a_record_that_is_too_large_by_itself_is_refused() {
    let server = Server::start(|_| Reply::status(413).body("at most 10 bytes"));
    let dead = Heard::new();
    let http = Http::to(&server.url("/")).unwrap();
    let client = client(http.sink().unwrap()).dead_letter(dead.dead_letter()).start().unwrap();
    info!(client.logger(), "one");
    assert_eq!(client.shutdown(PATIENCE).unwrap().refused, 1);
    assert_eq!(dead.all(), [("one".to_owned(), "status 413: at most 10 bytes".to_owned())]);
}

/// The server refuses a batch as a whole, and does not say why.
#[test]
fn a_poisoned_record_is_found_and_kept() {
    let server = Server::start(|request| {
        let poisoned = request.messages().contains(&"13");
        if poisoned { Reply::status(400).body("bad field") } else { Reply::status(200) }
    });
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("dead.ndjson");
    let heard = Heard::new();
    let http = Http::to(&server.url("/")).unwrap();
    let client = client(http.sink().unwrap()).batch(batches_of(100)).on_notice(heard.ear());
    let client = client.dead_letter(DeadLetter::file(&file).unwrap()).start().unwrap();
    for number in 0..100 {
        info!(client.logger(), "{number}");
    }
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.refused), (99, 1));
    let mut expected = numbers(100);
    expected.remove(13);
    assert_eq!(server.taken(), expected);
    // Two for each halving of 100, and the first.
    assert!(health.attempts <= 1 + 2 * 7, "{}", health.attempts);
    let reason = "status 400: bad field".to_owned();
    assert_eq!(heard.all(), [Notice::Refused { records: 1, reason: reason.clone() }]);
    let line: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    assert_eq!(line["reason"], reason);
    assert_eq!(line["record"]["message"], "13");
}

/// The server takes what it can and names the rest.
#[test]
fn a_partial_success_repeats_only_what_is_wanted_again() {
    let server = Server::start(|request| {
        match request.number {
        0 => Reply::status(200).body(
            r#"{"rejected":[{"index":2,"reason":"no"},{"index":4,"retry":true},{"index":5,"retry":true}]}"#,
        ),
        _ => Reply::status(200),
    }
    });
    let http = Http::to(&server.url("/")).unwrap().answers(Answers::Items);
    let health = send(http, 10);
    assert_eq!((health.confirmed, health.refused, health.attempts), (9, 1, 2));
    assert_eq!(server.requests()[1].messages(), ["4", "5"]);
}

#[test]
fn wrong_credentials_are_told_once_and_lose_nothing() {
    let server = Server::start(|request| match request.number {
        0..4 => Reply::status(401).body(format!("no: {}", request.header("authorization"))),
        _ => Reply::status(200),
    });
    let heard = Heard::new();
    let http = Http::to(&server.url("/")).unwrap().bearer("s3cret-token").unwrap();
    let client = client(http.sink().unwrap()).on_notice(heard.ear()).start().unwrap();
    info!(client.logger(), "one");
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.attempts), (1, 5));
    // The server repeats the token; we do not.
    let reason = "status 401: no: Bearer [secret]".to_owned();
    assert_eq!(heard.all(), [Notice::Held { reason }, Notice::Resumed]);
}

/// A `POST` that is redirected becomes a `GET` that succeeds and delivers nothing.
#[test]
fn a_redirect_is_not_followed() {
    let server = Server::start(|request| match (request.number, request.uri.path()) {
        (0, _) => Reply::status(302).header("location", "/elsewhere"),
        (_, "/") => Reply::status(200),
        _ => Reply::status(500),
    });
    send(Http::to(&server.url("/")).unwrap(), 1);
    let requests = server.requests();
    assert_eq!(requests.iter().map(|request| request.uri.path()).collect::<Vec<_>>(), ["/", "/"]);
}

#[test]
fn credentials_in_the_address_become_a_header_and_are_not_shown() {
    let server = Server::start(ok);
    let url = format!("http://user:p%40ss-word@{}/in?token=t0p-secret", server.address);
    let http = Http::to(&url).unwrap().header("x-api-key", "k3y-secret").unwrap();
    let shown = format!("{http:?} {:?}", http.clone().sink().unwrap());
    for secret in ["p%40ss", "p@ss", "t0p-secret", "k3y-secret", "dXNlcj"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    send(http, 1);
    let request = &server.requests()[0];
    // `user:p@ss-word`
    assert_eq!(request.header("authorization"), "Basic dXNlcjpwQHNzLXdvcmQ=");
    assert_eq!(request.uri, "/in?token=t0p-secret");
}

#[test]
fn a_proxy_is_gone_through_with_its_own_credentials() {
    let proxy = Server::start(ok);
    let http = Http::to("http://logs.invalid/in").unwrap();
    let http = http.proxy(&format!("http://user:pr0xy-word@{}", proxy.address)).unwrap();
    assert!(!format!("{http:?}").contains("pr0xy-word"));
    send(http, 1);
    let request = &proxy.requests()[0];
    assert_eq!(request.uri, "http://logs.invalid/in");
    // `user:pr0xy-word`
    assert_eq!(request.header("proxy-authorization"), "Basic dXNlcjpwcjB4eS13b3Jk");
}

#[test]
fn what_cannot_be_requested_is_refused_at_once() {
    for url in ["", "logs.example", "ftp://logs.example", "http://"] {
        let error = Http::to(url).unwrap_err().to_string();
        assert!(error.starts_with("the address"), "{error}");
    }
    let http = Http::to("https://logs.example").unwrap();
    let error = http.clone().header("x-key", "s3cret\n").unwrap_err().to_string();
    assert!(error.contains("x-key") && !error.contains("s3cret"), "{error}");
    assert!(http.clone().root_certificates(b"nothing").is_err());
    assert!(http.proxy("::").is_err());
}
