//! Against receivers of OpenTelemetry by others: a collector, and Datadog's agent for tests, which has
//! OpenTelemetry's own messages.
#![cfg(unix)]

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use linestamp_backends::collector::{Agent, Collector};
use linestamp_client::LogRecord;
use linestamp_client::sinks::Sink;
use linestamp_client::sinks::otlp::{Encoding, Otlp};
use linestamp_client::sinks::transport::{Compression, Transport};
use opentelemetry_proto::tonic::logs::v1::SeverityNumber;
use serde_json::{Value, json};

use super::real::deliver;
use super::{full, least, numbered, read};
use crate::support::{Heard, PATIENCE, batches_of, client, until};

fn sink_to(url: &str, encoding: Encoding, compression: Compression) -> Box<dyn Sink> {
    let transport = Transport::to(url).unwrap().compression(compression);
    Box::new(Otlp::over(transport).encoding(encoding).sink().unwrap())
}

#[test]
fn a_collector_of_opentelemetry() {
    for encoding in [Encoding::Protobuf, Encoding::Json] {
        let collector = Collector::start();
        let sink = Otlp::to(&collector.url()).unwrap().encoding(encoding).sink().unwrap();
        let mut full = full();
        if encoding == Encoding::Json {
            // The specification has an empty value as `{}`; this collector refuses that in JSON,
            // as the crate of the messages did before 0.33.1.
            full.metadata.remove("none");
            full.metadata["nested"] = json!({ "list": [1, "x'y"] });
        }
        let health = deliver(sink, [full, least()]);
        assert_eq!((health.confirmed, health.attempts), (2, 1));
        until("it prints both", || collector.printed().contains("Str(0194)"));
        let printed = collector.printed();
        for line in [
            "-> service.name: Str(http)",
            "-> deployment.environment.name: Str(production)",
            "-> service.version: Str(1.2.3)",
            "-> service.instance.id: Str(i-1)",
            "Timestamp: 1763000000123000000",
            "SeverityText: warn",
            "SEVERITY_NUMBER_WARN(13)",
            "EventName: db_query_slow",
            "Trace ID       : 4bf92f3577b34da6a3ce929d0e0e4736",
            "-> log.record.uid: Str(0193)",
            "-> code.file.path: Str(store.ts)",
            "-> code.line.number: Int(142)",
            "-> linestamp.workspace.id: Str(w-1)",
            "-> user.id: Str(u-1)",
            "-> ratio: Double(0.5)",
            "-> linestamp.trace.id: Str(not a trace)",
            "-> linestamp.source.location: Str(somewhere)",
        ] {
            assert!(printed.contains(line), "{encoding:?}: {line} is not in {printed}");
        }
    }
}

#[test]
fn an_agent_with_opentelemetrys_own_messages() {
    let agent = Agent::start();
    let records = [full(), least(), numbered(1, &"ü".repeat(500_000))];
    for encoding in [Encoding::Protobuf, Encoding::Json] {
        for compression in [Compression::None, Compression::Gzip] {
            let health = deliver(sink_to(&agent.url(), encoding, compression), records.clone());
            assert_eq!((health.confirmed, health.attempts), (3, 1), "{encoding:?} {compression:?}");
        }
    }
    let taken = agent.taken();
    assert_eq!(taken.len(), 4);
    for request in taken {
        assert_eq!(records_of(request), records);
    }
}

#[test]
fn what_an_agent_finds_too_large_costs_no_other_record() {
    let agent = Agent::start();
    for encoding in [Encoding::Protobuf, Encoding::Json] {
        let dead = Heard::new();
        let sink = sink_to(&agent.url(), encoding, Compression::Gzip);
        let client = client(sink).batch(batches_of(3)).dead_letter(dead.dead_letter());
        let client = client.start().unwrap();
        let large = "ü".repeat(1 << 20);
        for record in [full(), numbered(1, &large), least()] {
            client.logger().write(record);
        }
        let health = client.shutdown(PATIENCE).unwrap();
        assert_eq!((health.confirmed, health.refused), (2, 1), "{encoding:?}");
        let [(message, reason)] = &dead.all()[..] else { panic!("one is refused") };
        assert!(*message == large && reason.contains("413"), "{reason}");
    }
    let taken = agent.taken().into_iter().flat_map(records_of).collect::<Vec<_>>();
    assert_eq!(taken, [full(), least(), full(), least()]);
}

fn records_of(request: Value) -> Vec<LogRecord> {
    read::otlp_request(serde_json::from_value(as_otlp(request)).unwrap())
}

/// The JSON of protocol buffers as OTLP has it: names in `camelCase`, severities as numbers, ids in
/// hexadecimal digits. What has that form stays as it is.
fn as_otlp(value: Value) -> Value {
    match value {
        Value::Array(list) => list.into_iter().map(as_otlp).collect(),
        Value::Object(map) => map.into_iter().map(|(name, value)| member(&name, value)).collect(),
        other => other,
    }
}

fn member(name: &str, value: Value) -> (String, Value) {
    let text = || value.as_str().unwrap();
    let value = match name {
        "trace_id" => {
            let bytes = BASE64_STANDARD.decode(text()).unwrap();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into()
        }
        "severity_number" => (SeverityNumber::from_str_name(text()).unwrap() as i32).into(),
        _ => as_otlp(value),
    };
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let name = words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    });
    (name, value)
}
