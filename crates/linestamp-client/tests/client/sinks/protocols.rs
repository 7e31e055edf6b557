//! Every protocol over HTTP, with a double's answers: strict, written from the documentation that
//! each sink's `response.rs` names.

use std::panic::{AssertUnwindSafe, catch_unwind};

use axum::http::HeaderMap;
use linestamp_client::LogRecord;
use linestamp_client::sinks::clickhouse::ClickHouse;
use linestamp_client::sinks::datadog::Datadog;
use linestamp_client::sinks::elasticsearch::Elasticsearch;
use linestamp_client::sinks::http::{Answers, Http};
use linestamp_client::sinks::linestamp::Linestamp;
use linestamp_client::sinks::loki::Loki;
use linestamp_client::sinks::otlp::{Encoding, Otlp};
use linestamp_client::sinks::presets::{Axiom, BetterStack, VictoriaLogs};
use linestamp_client::sinks::splunk::Splunk;
use linestamp_client::sinks::transport::Transport;
use linestamp_client::sinks::{Sink, SinkError};
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceResponse,
};
use prost::Message as _;
use serde_json::{Value, json};

use super::read;
use crate::support::server::{Reply, Request, Server};

/// What the suite has to know of a protocol.
pub(super) struct Protocol {
    pub(super) name: &'static str,
    pub(super) sink: fn(Transport) -> Result<Box<dyn Sink>, SinkError>,
    pub(super) read: fn(&HeaderMap, &[u8]) -> Vec<LogRecord>,
    pub(super) path: &'static str,
    pub(super) success: fn(&Request) -> Reply,
    /// The answer where the record of that index is bad; `None` where nobody is told.
    pub(super) refusal: Option<fn(&Request, usize) -> Reply>,
    /// Whether the refusal leads to the record.
    pub(super) names: bool,
    /// The most records in a request.
    pub(super) records: usize,
    /// The most bytes in a record.
    pub(super) record_bytes: usize,
}

impl Protocol {
    /// A double that answers as the test wants.
    pub(super) fn server(
        &self,
        answer: impl Fn(&Request) -> Reply + Send + Sync + 'static,
    ) -> Server {
        Server::of(self.read, answer)
    }

    /// A double that answers as the test wants, and with success where that says nothing.
    pub(super) fn mostly(
        &self,
        answer: impl Fn(&Request) -> Option<Reply> + Send + Sync + 'static,
    ) -> Server {
        let success = self.success;
        self.server(move |request| answer(request).unwrap_or_else(|| success(request)))
    }

    pub(super) fn open(&self, url: &str) -> Box<dyn Sink> {
        (self.sink)(Transport::to(url).unwrap()).unwrap()
    }
}

/// Runs a test for every protocol, all at once; says which failed.
pub(super) fn each(test: impl Fn(&Protocol) + Sync) {
    let failed: Vec<_> = std::thread::scope(|scope| {
        let started: Vec<_> = PROTOCOLS
            .iter()
            .map(|protocol| {
                let run = || catch_unwind(AssertUnwindSafe(|| test(protocol)));
                (protocol.name, scope.spawn(run))
            })
            .collect();
        let ended = started.into_iter().map(|(name, run)| (name, run.join().unwrap()));
        ended.filter(|(_, outcome)| outcome.is_err()).map(|(name, _)| name).collect()
    });
    assert!(failed.is_empty(), "failed: {failed:?}");
}

const ANY: Protocol = Protocol {
    name: "",
    sink: |transport| Ok(Box::new(Http::over(transport).sink()?)),
    read: read::ndjson,
    path: "/",
    success: |_| Reply::status(200),
    refusal: None,
    names: true,
    records: usize::MAX,
    record_bytes: usize::MAX,
};

const OTLP: Protocol = Protocol {
    name: "otlp, protobuf",
    sink: |transport| Ok(Box::new(Otlp::over(transport).sink()?)),
    read: read::otlp,
    path: "/v1/logs",
    success: |request| otlp_reply(request, None),
    refusal: Some(|request, _| otlp_reply(request, Some("one is bad"))),
    names: false,
    ..ANY
};

pub(super) const PROTOCOLS: &[Protocol] = &[
    Protocol {
        name: "http",
        sink: |transport| Ok(Box::new(Http::over(transport).answers(Answers::Items).sink()?)),
        refusal: Some(|_, index| {
            let rejected = json!([{ "index": index, "reason": "bad" }]);
            Reply::status(200).body(json!({ "rejected": rejected }).to_string())
        }),
        ..ANY
    },
    Protocol {
        name: "linestamp",
        sink: |transport| Ok(Box::new(Linestamp::over(transport).sink()?)),
        path: "/v1/records",
        success: |request| account(request, json!([])),
        refusal: Some(|request, index| {
            account(request, json!([{ "index": index, "field": "level", "reason": "bad" }]))
        }),
        ..ANY
    },
    OTLP,
    Protocol {
        name: "otlp, json",
        sink: |transport| Ok(Box::new(Otlp::over(transport).encoding(Encoding::Json).sink()?)),
        ..OTLP
    },
    Protocol {
        name: "clickhouse",
        sink: |transport| Ok(Box::new(ClickHouse::over(transport).sink()?)),
        read: read::clickhouse,
        refusal: Some(|_, _| {
            Reply::status(400)
                .header("x-clickhouse-exception-code", "117")
                .body("Code: 117. DB::Exception: Unknown field")
        }),
        ..ANY
    },
    Protocol {
        name: "elasticsearch",
        sink: |transport| Ok(Box::new(Elasticsearch::over(transport).sink()?)),
        read: read::bulk,
        path: "/linestamp-logs/_bulk",
        success: |request| bulk_reply(request, usize::MAX),
        refusal: Some(bulk_reply),
        ..ANY
    },
    Protocol {
        name: "loki",
        sink: |transport| Ok(Box::new(Loki::over(transport).sink()?)),
        read: read::loki,
        path: "/loki/api/v1/push",
        success: |_| Reply::status(204),
        refusal: Some(|_, _| Reply::status(400).body("entry has timestamp too old\n")),
        record_bytes: 256 << 10,
        ..ANY
    },
    Protocol {
        name: "datadog",
        sink: |transport| Ok(Box::new(Datadog::over(transport, "the-key")?.sink()?)),
        read: read::datadog,
        path: "/api/v2/logs",
        success: |request| {
            assert_eq!(request.header("dd-api-key"), "the-key");
            json_reply(202, &json!({}))
        },
        refusal: Some(|_, _| {
            let error = json!({ "status": "400", "title": "Bad Request", "detail": "bad" });
            json_reply(400, &json!({ "errors": [error] }))
        }),
        records: 1000,
        record_bytes: 1_000_000,
        ..ANY
    },
    Protocol {
        name: "splunk",
        sink: |transport| Ok(Box::new(Splunk::over(transport, "the-token")?.sink()?)),
        read: read::splunk,
        path: "/services/collector/event",
        success: |request| {
            assert_eq!(request.header("authorization"), "Splunk the-token");
            json_reply(200, &json!({ "text": "Success", "code": 0 }))
        },
        refusal: Some(|_, index| {
            let said = "Invalid data format";
            let body = json!({ "text": said, "code": 6, "invalid-event-number": index });
            json_reply(400, &body)
        }),
        ..ANY
    },
    Protocol {
        name: "axiom",
        sink: |transport| Ok(Box::new(Axiom::over(transport, "a-set").sink()?)),
        read: read::axiom,
        path: "/v1/datasets/a-set/ingest",
        success: |request| ingested(request, 0),
        refusal: Some(|request, _| ingested(request, 1)),
        names: false,
        records: 10_000,
        record_bytes: 1_000_000,
    },
    Protocol {
        name: "better stack",
        sink: |transport| Ok(Box::new(BetterStack::over(transport).sink()?)),
        read: read::better_stack,
        success: |_| Reply::status(202),
        refusal: Some(|_, _| Reply::status(406).body("cannot be parsed")),
        ..ANY
    },
    Protocol {
        name: "victorialogs",
        sink: |transport| Ok(Box::new(VictoriaLogs::over(transport).sink()?)),
        path: "/insert/jsonline",
        success: |request| {
            assert_eq!(
                request.uri.query(),
                Some(
                    "_msg_field=message&_time_field=timestamp\
                     &_stream_fields=service%2Cenvironment%2Clevel"
                )
            );
            Reply::status(200)
        },
        record_bytes: 256 << 10,
        ..ANY
    },
];

/// The answer has the encoding of the request.
fn otlp_reply(request: &Request, rejected: Option<&str>) -> Reply {
    let kind = request.header("content-type");
    let body = if kind == "application/json" {
        match rejected {
            // 64 bits are text in the JSON of protocol buffers.
            Some(message) => json!({
                "partialSuccess": { "rejectedLogRecords": "1", "errorMessage": message }
            }),
            None => json!({}),
        }
        .to_string()
        .into_bytes()
    } else {
        let partial = rejected.map(|message| ExportLogsPartialSuccess {
            rejected_log_records: 1,
            error_message: message.to_owned(),
        });
        ExportLogsServiceResponse { partial_success: partial }.encode_to_vec()
    };
    Reply::status(200).header("content-type", kind).body(body)
}

fn account(request: &Request, refused: Value) -> Reply {
    let stored = request.records.len() - refused.as_array().unwrap().len();
    let body = json!({ "stored": stored, "duplicates": 0, "refused": refused });
    Reply::status(200).body(body.to_string())
}

fn ingested(request: &Request, failed: usize) -> Reply {
    let failures = vec![json!({ "timestamp": "…", "error": "bad" }); failed];
    let ingested = request.records.len() - failed;
    json_reply(200, &json!({ "ingested": ingested, "failed": failed, "failures": failures }))
}

fn bulk_reply(request: &Request, bad: usize) -> Reply {
    let item = |index| match index == bad {
        true => json!({ "create": {
            "status": 400, "error": { "type": "mapper_parsing_exception", "reason": "bad" },
        } }),
        false => json!({ "create": { "status": 201 } }),
    };
    let items: Vec<_> = (0..request.records.len()).map(item).collect();
    // Elastic's own clients go by the header whether it is Elasticsearch.
    json_reply(200, &json!({ "took": 1, "errors": bad < items.len(), "items": items }))
        .header("x-elastic-product", "Elasticsearch")
}

fn json_reply(status: u16, body: &Value) -> Reply {
    Reply::status(status).header("content-type", "application/json").body(body.to_string())
}
