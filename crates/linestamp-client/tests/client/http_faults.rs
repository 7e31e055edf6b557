//! Connections that break, peers that are slow or away, TLS that is none.

use std::time::Duration;

use linestamp_client::sinks::http::{Answers, Compression, Http};
use linestamp_client::{Notice, Retry, info};

use crate::support::cutter::{self, Cut};
use crate::support::server::{Reply, Server};
use crate::support::tls;
use crate::support::{Heard, PATIENCE, QUICK, batches_of, client, until};

#[test]
fn a_connection_that_breaks_loses_nothing() {
    let server = Server::start(|_| Reply::status(200).body("{}"));
    let cuts = vec![Cut::Request(50), Cut::Request(3_000), Cut::Answer(0), Cut::Answer(20)];
    let address = cutter::start(server.address, cuts);
    let http = Http::to(&format!("http://{address}/")).unwrap().compression(Compression::None);
    let sink = http.answers(Answers::Items).sink().unwrap();
    let client = client(sink).batch(batches_of(40)).start().unwrap();
    let mut sent = Vec::new();
    for number in 0..40 {
        info!(client.logger(), "{number}");
        sent.push(number.to_string());
    }
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.dropped.total()), (40, 0));
    assert_eq!(health.attempts, 5);
    // Whole batches only, the same each time: twice without our knowing, and once with it.
    let requests = server.requests();
    assert!(requests.iter().all(|request| request.messages() == sent));
    assert_eq!(requests.len(), 3);
}

#[test]
fn a_slow_peer_is_given_up_and_asked_again() {
    let server = Server::start(|request| match request.number {
        0 => Reply::status(200).after(PATIENCE),
        _ => Reply::status(200),
    });
    let heard = Heard::new();
    let limit = Duration::from_millis(100);
    let http = Http::to(&server.url("/")).unwrap();
    let client = client(http.sink().unwrap()).attempt_limit(limit).on_notice(heard.ear());
    let client = client.start().unwrap();
    info!(client.logger(), "one");
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.confirmed, health.attempts), (1, 2));
    assert_eq!(heard.all(), [Notice::Failing { reason: "no answer within 100ms".to_owned() }]);
}

/// A port that was free a moment ago.
fn nobody() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    format!("http://{}/", listener.local_addr().unwrap())
}

#[test]
fn a_dead_peer_is_tried_until_the_budget_is_spent() {
    let (dead, heard) = (Heard::new(), Heard::new());
    let http = Http::to(&nobody()).unwrap();
    let retry = Retry { budget: Duration::from_millis(50), ..QUICK };
    let client = client(http.sink().unwrap()).retry(retry).dead_letter(dead.dead_letter());
    let client = client.on_notice(heard.ear()).start().unwrap();
    info!(client.logger(), "one");
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!((health.dropped.retries_spent, health.confirmed), (1, 0));
    assert!(health.attempts > 1);
    let (message, reason) = dead.all().remove(0);
    assert_eq!(message, "one");
    assert!(reason.starts_with("given up after"), "{reason}");
    // Said once, and the loss too.
    assert!(matches!(&heard.all()[..], [Notice::Failing { .. }, Notice::Dropped { records: 1 }]));
}

#[test]
fn a_peer_that_comes_back_gets_everything() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // It listens and never answers; then it is gone, and its port another's.
    let server = Server::start(|_| Reply::status(200));
    let http = Http::to(&format!("http://{address}/")).unwrap();
    let limit = Duration::from_millis(20);
    let client = client(http.sink().unwrap()).attempt_limit(limit).batch(batches_of(1));
    let client = client.start().unwrap();
    info!(client.logger(), "one");
    info!(client.logger(), "two");
    until("it fails a few times", || client.health().attempts > 3);
    forward(listener, server.address);
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!(health.confirmed, 2);
    // Attempts that were given up may arrive later still; what counts is which came first.
    let taken = server.taken();
    let first = |message: &str| taken.iter().position(|taken| taken == message).unwrap();
    assert!(first("one") < first("two"), "{taken:?}");
}

/// Hands the connections of a listener to a server, those that wait already included.
fn forward(listener: std::net::TcpListener, server: std::net::SocketAddr) {
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let (Ok(client), Ok(server)) = (client, std::net::TcpStream::connect(server)) else {
                return;
            };
            let (mut from, mut to) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            let (mut from, mut to) = (server, client);
            std::thread::spawn(move || std::io::copy(&mut from, &mut to));
        }
    });
}

#[test]
fn tls_is_trusted_by_a_given_root_only() {
    let server = Server::start(|_| Reply::status(200));
    let front = tls::start(server.address);
    let http = Http::to(&format!("https://localhost:{}/", front.port)).unwrap();

    let heard = Heard::new();
    let distrusts = client(http.clone().sink().unwrap()).on_notice(heard.ear()).start().unwrap();
    info!(distrusts.logger(), "one");
    until("it fails a few times", || distrusts.health().attempts > 2);
    assert!(distrusts.shutdown(Duration::from_millis(20)).is_err());
    assert!(server.requests().is_empty());
    let Notice::Failing { reason } = &heard.all()[0] else { panic!("{:?}", heard.all()) };
    assert!(reason.contains("certificate"), "{reason}");

    let sink = http.root_certificates(front.root.as_bytes()).unwrap().sink().unwrap();
    let trusts = client(sink).start().unwrap();
    info!(trusts.logger(), "two");
    assert_eq!(trusts.shutdown(PATIENCE).unwrap().confirmed, 1);
    assert_eq!(server.taken(), ["two"]);
}

#[test]
fn a_peer_without_tls_gets_nothing() {
    let server = Server::start(|_| Reply::status(200));
    let heard = Heard::new();
    let http = Http::to(&format!("https://{}/", server.address)).unwrap();
    let client = client(http.sink().unwrap()).on_notice(heard.ear()).start().unwrap();
    info!(client.logger(), "one");
    until("it fails a few times", || client.health().attempts > 2);
    let left = client.shutdown(Duration::from_millis(20)).unwrap_err();
    assert_eq!(left.queued + left.in_flight, 1);
    assert!(server.requests().is_empty());
    assert!(matches!(&heard.all()[0], Notice::Failing { .. }));
}
