//! The doubles under the vendors' own SDKs: what those send is read, and they understand the answers. So
//! a double is judged by others than the client that it judges.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use linestamp_client::LogRecord;
use serde_json::{Value, json};

use super::protocols::{PROTOCOLS, Protocol};
use super::{full, least};
use crate::support::server::Server;

/// Those of the vendors that have one and that have no server to be had.
const VENDORS: [&str; 5] = ["axiom", "better stack", "datadog", "elasticsearch", "splunk"];

fn each_vendor(test: impl Fn(&Protocol) + Sync) {
    let protocols: Vec<_> =
        PROTOCOLS.iter().filter(|protocol| VENDORS.contains(&protocol.name)).collect();
    assert_eq!(protocols.len(), VENDORS.len());
    std::thread::scope(|scope| {
        for protocol in protocols {
            let test = &test;
            scope.spawn(move || test(protocol));
        }
    });
}

/// What the SDK says of the answer.
fn send(protocol: &Protocol, server: &Server, records: &[LogRecord]) -> Value {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sdks");
    let installed = folder.join("node_modules");
    assert!(installed.exists(), "{} is missing: run `cargo xtask setup`", installed.display());
    let mut command = Command::new("node");
    command.args(["send.js", protocol.name, &server.url("")]).current_dir(folder);
    command.env_remove("NODE_OPTIONS").stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut sdk = command.stderr(Stdio::piped()).spawn().expect("Node is on the path");
    let input = serde_json::to_vec(records).unwrap();
    sdk.stdin.take().unwrap().write_all(&input).unwrap();
    let output = sdk.wait_with_output().unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {complaint}", protocol.name);
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn doubles_read_what_the_vendors_sdks_send_and_are_understood() {
    let mut records = [full(), least()];
    // JavaScript has no integers of that size.
    records[0].metadata.remove("large");
    each_vendor(|protocol| {
        let server = protocol.server(protocol.success);
        let said = send(protocol, &server, &records);
        assert_eq!(said, json!({ "stored": 2, "refused": [] }), "{}", protocol.name);
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "{}", protocol.name);
        assert_eq!(requests[0].uri.path(), protocol.path);
        assert_eq!(requests[0].records, records, "{}", protocol.name);
    });
}

#[test]
fn the_vendors_sdks_understand_a_doubles_refusal() {
    each_vendor(|protocol| {
        let refusal = protocol.refusal.unwrap();
        let server = protocol.server(move |request| refusal(request, 1));
        let said = send(protocol, &server, &[full(), least()]);
        // The others refuse a request as a whole.
        let stored = u64::from(["axiom", "elasticsearch"].contains(&protocol.name));
        assert_eq!(said["stored"], stored, "{}: {said}", protocol.name);
        let reasons = said["refused"].as_array().unwrap();
        assert_eq!(reasons.len(), 1, "{}: {said}", protocol.name);
        // That of Better Stack goes by the status alone.
        let bad = ["bad", "Invalid data format", "Not Acceptable"].map(Value::from);
        assert!(bad.contains(&reasons[0]), "{}: {said}", protocol.name);
    });
}
