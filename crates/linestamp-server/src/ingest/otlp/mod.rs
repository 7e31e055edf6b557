//! `POST /v1/logs`: OTLP over HTTP, in protocol buffers and in JSON.
//!
//! Both go the same way, by the JSON and the mapping of `linestamp-formats`, a log record at a time: in
//! memory, messages take many times as much as in a request, where the smallest one has two bytes. What the data model leaves
//! open and a record needs is filled in: the service `unknown_service`, the environment of the
//! settings or `production`, the level `info`.

mod json;
mod protobuf;
mod wire;

use std::fmt::Display;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use linestamp_formats::OtlpScope;
use linestamp_schema::Environment;
use opentelemetry_proto::tonic::collector::logs::v1::{
    ExportLogsPartialSuccess, ExportLogsServiceResponse,
};
use prost::Message;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::app::Shared;
use crate::ingest::body::{broken, content_type, receive, too_much, unsupported};
use crate::ingest::read::{Read, Reading};
use crate::ingest::records::{key, now};
use crate::ingest::take::{Account, take};
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::settings::Settings;
use crate::trust::Ingester;

/// How many bytes a request may have once it is unpacked.
const MOST_BYTES: usize = 16 << 20;

/// How many bytes what is said of a resource or of a scope may have: it becomes part of each record.
const MOST_SHARED_BYTES: usize = 64 << 10;

/// How many reasons an answer repeats.
const SHOWN: usize = 5;

/// What the specification calls a service that does not say its name.
const UNKNOWN_SERVICE: &str = "unknown_service";

/// The media type of OTLP's JSON.
const JSON: &str = "application/json";

/// The media type of its protocol buffers.
const PROTOBUF: &str = "application/x-protobuf";

/// `ExportLogsServiceResponse` in JSON.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OtlpAnswer")]
struct Answer {
    /// What was rejected; left out where nothing was.
    #[serde(skip_serializing_if = "Option::is_none")]
    partial_success: Option<Partial>,
}

/// What was rejected.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(rename = "OtlpPartialSuccess")]
struct Partial {
    /// How many log records, as a text of digits.
    rejected_log_records: String,
    /// Why the first of them were.
    error_message: String,
}

/// `google.rpc.Status` in JSON, as far as errors use it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "OtlpStatus")]
struct Failure {
    /// What is wrong and what to do.
    message: String,
}

/// How a request is written, and so its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Protobuf,
    Json,
}

/// `google.rpc.Status`, as far as errors use it.
#[derive(Clone, PartialEq, Message)]
struct Status {
    #[prost(int32, tag = "1")]
    code: i32,
    #[prost(string, tag = "2")]
    message: String,
}

/// The routes.
pub(super) fn routes() -> Routes {
    let operation =
        super::taking("sendOtlpLogs", "Takes log records in as OTLP over HTTP has them.")
            .takes::<Map<String, Value>>(JSON)
            .takes::<String>(PROTOBUF)
            .says("An `ExportLogsServiceResponse`; what it does not reject is on disk.")
            .answers_as::<Answer>(JSON)
            .answers_as::<String>(PROTOBUF)
            .fails_as::<Failure>(JSON)
            .fails_as::<String>(PROTOBUF);
    Routes::default().post("/v1/logs", logs, operation)
}

async fn logs(State(shared): State<Shared>, ingester: Ingester, request: Request) -> Response {
    let encoding = match Encoding::of(request.headers()) {
        Ok(encoding) => encoding,
        Err(problem) => return problem.into_response(),
    };
    match export(&shared, &ingester, request, encoding).await {
        Ok(account) => encoding.answer(&account),
        Err(problem) => encoding.fail(problem),
    }
}

async fn export(
    shared: &Shared,
    Ingester(caller): &Ingester,
    request: Request,
    encoding: Encoding,
) -> Result<Account, Problem> {
    let (parts, body) = request.into_parts();
    let key = key(&parts.headers)?;
    let settings = Settings {
        unpacked_bytes: shared.settings.unpacked_bytes.min(MOST_BYTES),
        body_bytes: shared.settings.body_bytes.min(MOST_BYTES),
        ..Settings::clone(&shared.settings)
    };
    let packed = receive(&parts.headers, body, &shared.room, &settings).await?;
    let environment = settings.environment.unwrap_or(Environment::Production);
    let now = now()?;
    let reading = Reading::new(Some(environment), caller.workspace(), key, now);
    let reading = reading.of_service(UNKNOWN_SERVICE);
    take(shared, settings, packed, now, move |body, held| {
        let mut reader = Reader { reading: &reading, read: Read::nothing(held) };
        match encoding {
            Encoding::Json => json::read(body, &mut reader)?,
            Encoding::Protobuf => protobuf::read(body, &mut reader)?,
        }
        Ok(reader.read)
    })
    .await
}

/// Takes log records as they are found in a request.
struct Reader<'a> {
    reading: &'a Reading,
    read: Read,
}

impl Reader<'_> {
    /// What records have in common is read, from so many bytes and into so much memory.
    fn share(&mut self, bytes: usize, weight: usize) -> Result<(), Problem> {
        if bytes > MOST_SHARED_BYTES {
            let detail = format!("a resource or scope may have {MOST_SHARED_BYTES} bytes");
            return Err(too_much(format!("{detail}: say less of it, it goes into each record")));
        }
        self.read.held.reach(weight)
    }

    /// The next record is read, into so much memory.
    fn expect(&mut self, weight: usize) -> Result<(), Problem> {
        self.read.held.reach(weight)
    }

    /// One log record, or why there is none.
    fn take(&mut self, scope: &OtlpScope<'_>, log: Result<Value, String>) -> Result<(), Problem> {
        let log = log.and_then(|log| match log {
            Value::Object(log) => Ok(log),
            _ => Err("is an element of logRecords that is no object".to_owned()),
        });
        let record = log.map_err(|why| ("record".to_owned(), why)).and_then(|log| {
            let mut fields = scope.record(log);
            let level = fields.entry("level").or_insert(Value::Null);
            if level.is_null() {
                *level = "info".into();
            }
            self.reading.record(Value::Object(fields), self.read.len())
        });
        self.read.add(record)
    }
}

/// The request is none.
fn unfit(error: &dyn Display) -> Problem {
    broken(format!("is no OTLP request: {error}"))
}

impl Encoding {
    fn of(headers: &HeaderMap) -> Result<Encoding, Problem> {
        match content_type(headers).as_deref() {
            Some(PROTOBUF) => Ok(Encoding::Protobuf),
            Some(JSON) => Ok(Encoding::Json),
            _ => Err(unsupported(
                "OTLP's body has to be `application/x-protobuf` or `application/json`",
            )),
        }
    }

    fn answer(self, account: &Account) -> Response {
        let rejected = account.refused.len();
        let reasons: Vec<_> = account.refused.iter().take(SHOWN).map(|one| one.told()).collect();
        let message = reasons.join("; ");
        match self {
            Encoding::Json => {
                let partial_success = (rejected > 0).then(|| Partial {
                    rejected_log_records: rejected.to_string(),
                    error_message: message,
                });
                self.with(
                    StatusCode::OK,
                    json!(Answer { partial_success }).to_string().into_bytes(),
                )
            }
            Encoding::Protobuf => {
                let partial = (rejected > 0).then(|| ExportLogsPartialSuccess {
                    rejected_log_records: i64::try_from(rejected).unwrap_or(i64::MAX),
                    error_message: message,
                });
                let response = ExportLogsServiceResponse { partial_success: partial };
                self.with(StatusCode::OK, response.encode_to_vec())
            }
        }
    }

    /// An error as the specification wants it: a `Status` in the request's type. A disk that is full is
    /// 503 there, which exporters try again.
    fn fail(self, problem: Problem) -> Response {
        let status = match problem.code {
            Code::Full => StatusCode::SERVICE_UNAVAILABLE,
            _ => problem.status(),
        };
        let told = Status { code: 0, message: problem.detail };
        let body = match self {
            Encoding::Protobuf => told.encode_to_vec(),
            Encoding::Json => json!(Failure { message: told.message }).to_string().into_bytes(),
        };
        let mut response = self.with(status, body);
        if let Some(seconds) = problem.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }

    fn with(self, status: StatusCode, body: Vec<u8>) -> Response {
        let kind = match self {
            Encoding::Protobuf => PROTOBUF,
            Encoding::Json => JSON,
        };
        (status, [(header::CONTENT_TYPE, kind)], body).into_response()
    }
}
