//! Connections that break, and peers that are slow or away, for every protocol over HTTP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use linestamp_client::Retry;
use linestamp_client::sinks::splunk::Splunk;
use linestamp_client::sinks::transport::{Compression, Transport};

use super::numbered;
use super::protocols::each;
use crate::support::cutter::{self, Cut};
use crate::support::server::{Reply, Server};
use crate::support::{PATIENCE, QUICK, batches_of, client};

#[test]
fn a_connection_that_breaks_loses_nothing() {
    each(|protocol| {
        let server = protocol.mostly(|_| None);
        let cuts = vec![Cut::Request(50), Cut::Request(3_000), Cut::Answer(0), Cut::Answer(20)];
        let address = cutter::start(server.address, cuts);
        let transport = Transport::to(&format!("http://{address}/")).unwrap();
        let sink = (protocol.sink)(transport.compression(Compression::None)).unwrap();
        let client = client(sink).batch(batches_of(40)).start().unwrap();
        for number in 0..40 {
            // Longer than where the request is cut, in every encoding.
            client.logger().write(numbered(number, &format!("{number:100}")));
        }
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.attempts), (40, 5));
        // Whole batches only, the same each time: twice without our knowing, and once with it.
        let requests = server.requests();
        assert_eq!(requests.len(), 3);
        assert!(requests.iter().all(|request| request.body == requests[0].body));
    });
}

#[test]
fn a_slow_peer_is_given_up_and_asked_again() {
    each(|protocol| {
        let slow = || Reply::status(200).after(PATIENCE);
        let server = protocol.mostly(move |request| (request.number == 0).then(slow));
        let sink = protocol.open(&server.url("/"));
        let client = client(sink).attempt_limit(Duration::from_secs(1)).start().unwrap();
        client.logger().write(numbered(0, "one"));
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.attempts), (1, 2));
    });
}

/// The indexer takes its time, and an attempt ends before it has written.
#[test]
fn splunk_confirms_what_its_indexer_has_written() {
    let questions = Arc::new(AtomicUsize::new(0));
    let asked = Arc::clone(&questions);
    let server = Server::of(super::read::splunk, move |request| {
        let channel = request.header("x-splunk-request-channel");
        assert_eq!(channel.split('-').map(str::len).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
        if request.uri.path() == "/services/collector/event" {
            return Reply::status(200).body(r#"{"text":"Success","code":0,"ackId":7}"#);
        }
        assert_eq!(request.uri.path(), "/services/collector/ack");
        assert_eq!(request.uri.query(), Some(&*format!("channel={channel}")));
        assert_eq!(request.body, br#"{"acks":[7]}"#);
        let is_written = asked.fetch_add(1, Ordering::Relaxed) > 5;
        Reply::status(200).body(format!(r#"{{"acks":{{"7":{is_written}}}}}"#))
    });
    let splunk = Splunk::to(&server.url("/"), "the-token").unwrap().acknowledge(true);
    let client = client(splunk.sink().unwrap()).attempt_limit(Duration::from_secs(1));
    let client = client.batch(batches_of(2)).start().unwrap();
    client.logger().write(numbered(0, "one"));
    client.logger().write(numbered(1, "two"));
    let health = client.shutdown(PATIENCE).unwrap();
    assert_eq!(health.confirmed, 2);
    assert!(health.attempts > 1, "{health:?}");
    // Sent once, whatever the number of attempts.
    let events = server.requests().into_iter().filter(|request| !request.records.is_empty());
    assert_eq!(events.count(), 1);
    assert_eq!(questions.load(Ordering::Relaxed), 7);
}

#[test]
fn a_dead_peer_is_tried_until_the_budget_is_spent() {
    each(|protocol| {
        // A port that was free a moment ago.
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        drop(listener);
        let retry = Retry { budget: Duration::from_millis(50), ..QUICK };
        let client = client(protocol.open(&url)).retry(retry).start().unwrap();
        client.logger().write(numbered(0, "one"));
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.dropped.retries_spent, health.confirmed), (1, 0));
        assert!(health.attempts > 1);
    });
}
