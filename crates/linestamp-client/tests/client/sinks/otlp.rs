//! Protocol buffers beside the official encoder.

use linestamp_client::sinks::Sink as _;
use linestamp_client::sinks::otlp::{Encoding, Otlp};
use linestamp_client::sinks::transport::{Compression, Transport};
use linestamp_client::{Environment, Level, LogRecord, Timestamp, Verdict};
use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceRequest;
use proptest::prelude::*;
use prost::Message as _;
use serde_json::{Map, Value};

use crate::support::server::{Reply, Server};

/// Texts whose lengths take one, two and three bytes to say.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => ".{0,12}",
        2 => (100_usize..200).prop_map(|length| "ü".repeat(length)),
        1 => (16_300_usize..16_500).prop_map(|length| "x".repeat(length)),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        // What JSON says to the last bit.
        any::<i32>().prop_map(|eighths| Value::from(f64::from(eighths) / 8.0)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            object(inner).prop_map(Value::from),
        ]
    })
}

fn object(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Map<String, Value>> {
    let taken = vec!["user.id", "linestamp.metadata.user.id", "code.line.number"];
    let key = prop_oneof![text(), prop::sample::select(taken).prop_map(str::to_owned)];
    prop::collection::vec((key, value), 0..5).prop_map(|pairs| pairs.into_iter().collect())
}

fn column(values: &'static [&'static str]) -> impl Strategy<Value = Option<String>> {
    prop::option::of(prop_oneof![prop::sample::select(values).prop_map(str::to_owned), text()])
}

fn record() -> impl Strategy<Value = LogRecord> {
    let trace = &["4bf92f3577b34da6a3ce929d0e0e4736", "4BF92F3577B34DA6A3CE929D0E0E4736"];
    let place = &["a.ts:1", "src/ü.ts:142:7", "a.ts:0", "C:\\a.ts:3"];
    let level = prop::sample::select(&Level::ALL[..]);
    let service = prop::sample::select(&["http", "executor"][..]);
    let fixed = (text(), 0..=Timestamp::MAX.millis(), level, service, text());
    let columns = (column(trace), column(place), column(&["v-1"]), column(&["u-1"]), column(&[""]));
    (fixed, columns, object(value())).prop_map(|(fixed, columns, metadata)| {
        let (id, timestamp, level, service, message) = fixed;
        let (trace_id, source_location, version, user_id, event_type) = columns;
        LogRecord {
            id,
            timestamp: Timestamp::from_millis(timestamp).unwrap(),
            level,
            service: service.to_owned(),
            environment: Environment::Staging,
            event_type,
            message,
            source_location,
            trace_id,
            request_id: None,
            workspace_id: None,
            project_id: None,
            user_id,
            version,
            instance_id: None,
            metadata,
        }
    })
}

/// Sends the records at once; gives the body of the request.
fn body(server: &Server, records: &[LogRecord], encoding: Encoding) -> Vec<u8> {
    let transport = Transport::to(&server.url("/")).unwrap().compression(Compression::None);
    let mut sink = Otlp::over(transport).encoding(encoding).sink().unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    assert_eq!(runtime.block_on(sink.send(records)), Verdict::Confirmed);
    server.requests().pop().unwrap().body
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn protocol_buffers_are_byte_for_byte_what_the_official_encoder_makes_of_the_json(
        records in prop::collection::vec(record(), 1..6),
    ) {
        let server = Server::of(|_, _| Vec::new(), |_| Reply::status(200));
        let json = body(&server, &records, Encoding::Json);
        let official: ExportLogsServiceRequest = serde_json::from_slice(&json).unwrap();
        prop_assert!(body(&server, &records, Encoding::Protobuf) == official.encode_to_vec());
    }
}
