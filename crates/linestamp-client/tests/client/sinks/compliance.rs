//! What every protocol over HTTP has to do.

use std::time::Duration;

use linestamp_client::sinks::transport::Transport;
use linestamp_client::{Client, LogRecord, Notice};

use super::protocols::{PROTOCOLS, Protocol, each};
use super::{full, least, numbered};
use crate::support::server::{Reply, Request};
use crate::support::{Heard, PATIENCE, batches_of, client};

fn write(client: &Client, records: impl IntoIterator<Item = LogRecord>) {
    for record in records {
        client.logger().write(record);
    }
}

fn numbers(count: usize) -> Vec<LogRecord> {
    (0..count).map(|number| numbered(number, &number.to_string())).collect()
}

fn messages(records: &[LogRecord]) -> Vec<&str> {
    records.iter().map(|record| record.message.as_str()).collect()
}

#[test]
fn every_field_arrives() {
    each(|protocol| {
        let server = protocol.mostly(|_| None);
        let client = client(protocol.open(&server.url("/"))).start().unwrap();
        write(&client, [full(), least()]);
        assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 2);
        let request = server.requests().remove(0);
        assert_eq!(request.records, [full(), least()]);
        assert_eq!(request.uri.path(), protocol.path);
        assert_eq!(request.header("content-encoding"), "gzip");
    });
}

#[test]
fn order_is_kept_over_batches_and_failures() {
    each(|protocol| {
        let server =
            protocol.mostly(|request| (request.number % 2 == 0).then(|| Reply::status(503)));
        let client = client(protocol.open(&server.url("/"))).batch(batches_of(7)).start().unwrap();
        write(&client, numbers(40));
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.retried), (40, 40));
        assert_eq!(server.taken(), messages(&numbers(40)));
    });
}

#[test]
fn several_batches_in_flight_all_arrive_once() {
    each(|protocol| {
        let server =
            protocol.mostly(|request| (request.number % 3 == 0).then(|| Reply::status(503)));
        let client = client(protocol.open(&server.url("/"))).batch(batches_of(7)).concurrency(4);
        let client = client.start().unwrap();
        write(&client, numbers(60));
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!(health.confirmed, 60);
        let mut taken: Vec<usize> =
            server.taken().iter().map(|message| message.parse().unwrap()).collect();
        taken.sort_unstable();
        assert_eq!(taken, Vec::from_iter(0..60));
    });
}

#[test]
fn a_batch_over_the_protocols_limit_is_never_sent() {
    for protocol in PROTOCOLS.iter().filter(|protocol| protocol.records < usize::MAX) {
        let server = protocol.mostly(|_| None);
        let count = protocol.records + 1;
        let client = client(protocol.open(&server.url("/"))).batch(batches_of(count));
        let client = client.queue(linestamp_client::QueueLimits {
            records: count,
            bytes: 1 << 30,
            ..Default::default()
        });
        let client = client.start().unwrap();
        write(&client, numbers(count));
        assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, count as u64);
        let sizes: Vec<_> = server.requests().iter().map(|request| request.records.len()).collect();
        assert_eq!(sizes, [count / 2, count - count / 2], "{}", protocol.name);
    }
}

#[test]
fn a_megabyte_arrives_or_is_refused_by_its_limit() {
    each(|protocol| {
        let dead = Heard::new();
        let server = protocol.mostly(|_| None);
        let client = client(protocol.open(&server.url("/"))).dead_letter(dead.dead_letter());
        let client = client.batch(batches_of(3)).start().unwrap();
        // Exactly as many characters as a message may have.
        let message = "ü".repeat(1 << 20);
        write(&client, [numbered(0, "0"), numbered(1, &message), numbered(2, "2")]);
        let health = client.shutdown(PATIENCE).unwrap();
        if protocol.record_bytes == usize::MAX {
            assert_eq!(server.taken(), ["0", &message, "2"]);
        } else {
            assert_eq!((health.confirmed, health.refused), (2, 1));
            assert_eq!(server.taken(), ["0", "2"]);
            let (refused, reason) = dead.all().remove(0);
            assert!(refused == message && reason.contains("bytes in a record"), "{reason}");
        }
    });
}

#[test]
fn a_batch_that_is_too_large_is_halved() {
    each(|protocol| {
        let server =
            protocol.mostly(|request| (request.records.len() > 3).then(|| Reply::status(413)));
        let client = client(protocol.open(&server.url("/"))).batch(batches_of(20)).start().unwrap();
        write(&client, numbers(20));
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.refused), (20, 0));
        assert_eq!(server.taken(), messages(&numbers(20)));
    });
}

#[test]
fn retry_after_is_waited_for() {
    each(|protocol| {
        let first = |request: &Request| request.number == 0;
        let wait = |_: &Request| Reply::status(429).header("retry-after", "1");
        let server = protocol.mostly(move |request| first(request).then(|| wait(request)));
        let client = client(protocol.open(&server.url("/"))).start().unwrap();
        write(&client, [full()]);
        assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 1);
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert!(requests[1].at - requests[0].at >= Duration::from_secs(1));
        assert_eq!(requests[1].body, requests[0].body, "the batch has to be the very same");
        assert_eq!(requests[1].uri, requests[0].uri);
    });
}

#[test]
fn a_poisoned_record_blocks_and_repeats_nothing() {
    each(|protocol| {
        let (Some(refusal), success) = (protocol.refusal, protocol.success) else { return };
        let poison =
            |request: &Request| request.messages().iter().position(|text| *text == "poison");
        let server = protocol.server(move |request| match poison(request) {
            Some(index) => refusal(request, index),
            None => success(request),
        });
        let dead = Heard::new();
        let client = client(protocol.open(&server.url("/"))).batch(batches_of(8));
        let client = client.dead_letter(dead.dead_letter()).start().unwrap();
        let mut records = numbers(8);
        records[5].message = "poison".to_owned();
        write(&client, records);
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.refused), (7, 1));
        let mut taken = server.taken();
        taken.retain(|message| message != "poison");
        assert_eq!(taken, ["0", "1", "2", "3", "4", "6", "7"]);
        let dead = dead.all();
        if protocol.names {
            assert!(matches!(&dead[..], [(message, _)] if message == "poison"), "{dead:?}");
        } else {
            assert_eq!(dead.len(), 8);
            assert!(dead.iter().all(|(_, reason)| reason.starts_with("1 of these 8")), "{dead:?}");
            assert_eq!(server.requests().len(), 1, "a partial success is never sent again");
        }
    });
}

#[test]
fn wrong_credentials_are_told_once_and_lose_nothing() {
    each(|protocol| {
        let server = protocol.mostly(|request| {
            let said = format!("no: {}", request.header("authorization"));
            (request.number < 3).then(|| Reply::status(401).body(said))
        });
        let heard = Heard::new();
        let url = format!("http://user:p%40ss-word@{}/", server.address);
        let client = client(protocol.open(&url)).on_notice(heard.ear()).start().unwrap();
        write(&client, [full()]);
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.attempts), (1, 4));
        let heard = heard.all();
        assert!(matches!(&heard[..], [Notice::Held { .. }, Notice::Resumed]), "{heard:?}");
        let said = format!("{heard:?}");
        assert!(!said.contains("dXNlcj") && !said.contains("the-token"), "{said}");
    });
}

#[test]
fn a_proxy_and_headers_are_every_protocols() {
    each(|protocol| {
        let proxy = protocol.mostly(|_| None);
        let transport = Transport::to("http://logs.invalid/").unwrap();
        let transport = transport.proxy(&format!("http://user:pr0xy-word@{}", proxy.address));
        let transport = transport.unwrap().header("x-tenant", "us").unwrap();
        let client = client((protocol.sink)(transport).unwrap()).start().unwrap();
        write(&client, [full()]);
        assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 1);
        let request = proxy.requests().remove(0);
        assert_eq!(request.uri.host(), Some("logs.invalid"));
        assert_eq!(request.uri.path(), protocol.path);
        assert_eq!(request.header("x-tenant"), "us");
        // `user:pr0xy-word`
        assert_eq!(request.header("proxy-authorization"), "Basic dXNlcjpwcjB4eS13b3Jk");
    });
}

#[test]
fn nothing_secret_is_shown() {
    each(|protocol: &Protocol| {
        let transport = Transport::to("https://user:p%40ss-word@logs.invalid/?token=t0p-secret");
        let transport = transport.unwrap().header("x-key", "k3y-secret").unwrap();
        let shown = format!("{transport:?}");
        assert!((protocol.sink)(transport).is_ok());
        for secret in ["p%40ss", "p@ss", "t0p-secret", "k3y-secret", "dXNlcj"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    });
}
