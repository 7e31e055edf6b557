//! TLS, against a real server with certificates that were made for the test.

use linestamp_client::Notice;
use linestamp_client::sinks::Sink;
use linestamp_client::sinks::transport::Transport;
use std::time::Duration;

use super::numbered;
use super::protocols::each;
use crate::support::{Heard, PATIENCE, client, tls, until};

#[test]
fn a_certificate_that_nobody_signed_gets_nothing() {
    each(|protocol| {
        let server = protocol.mostly(|_| None);
        let front = tls::start(server.address);
        let transport = || Transport::to(&format!("https://localhost:{}/", front.port)).unwrap();
        let reason = fails((protocol.sink)(transport()).unwrap());
        assert!(reason.contains("certificate"), "{reason}");
        assert!(server.requests().is_empty());

        let trusts = transport().root_certificates(front.root.as_bytes()).unwrap();
        delivers((protocol.sink)(trusts).unwrap());
        assert_eq!(server.taken(), ["one"]);
    });
}

#[test]
fn a_server_that_asks_who_we_are_is_told() {
    each(|protocol| {
        let server = protocol.mostly(|_| None);
        let us = rcgen::generate_simple_self_signed(vec!["client".to_owned()]).unwrap();
        let front = tls::start_mutual(server.address, &us.cert.pem());
        let transport = || {
            let transport = Transport::to(&format!("https://localhost:{}/", front.port));
            transport.unwrap().root_certificates(front.root.as_bytes()).unwrap()
        };
        fails((protocol.sink)(transport()).unwrap());
        assert!(server.requests().is_empty());

        let identity = format!("{}{}", us.cert.pem(), us.signing_key.serialize_pem());
        let known = transport().identity(identity.as_bytes()).unwrap();
        delivers((protocol.sink)(known).unwrap());
        assert_eq!(server.taken(), ["one"]);
    });
}

#[test]
fn an_identity_without_its_key_is_refused_without_being_shown() {
    let us = rcgen::generate_simple_self_signed(vec!["client".to_owned()]).unwrap();
    let transport = Transport::to("https://logs.invalid").unwrap();
    for pem in [us.cert.pem(), us.signing_key.serialize_pem(), "nothing".to_owned()] {
        let error = transport.clone().identity(pem.as_bytes()).unwrap_err().to_string();
        assert!(error.contains("private key") && !error.contains("BEGIN"), "{error}");
    }
}

fn delivers(sink: Box<dyn Sink>) {
    let client = client(sink).start().unwrap();
    client.logger().write(numbered(0, "one"));
    assert_eq!(client.shutdown(PATIENCE).unwrap().confirmed, 1);
}

/// Gives the reason.
fn fails(sink: Box<dyn Sink>) -> String {
    let heard = Heard::new();
    let client = client(sink).on_notice(heard.ear()).start().unwrap();
    client.logger().write(numbered(0, "one"));
    until("it fails a few times", || client.health().attempts > 2);
    assert!(client.shutdown(Duration::from_millis(20)).is_err());
    match heard.all().remove(0) {
        Notice::Failing { reason } => reason,
        other => panic!("{other:?}"),
    }
}
