//! What an answer means, by OTLP's specification.
//!
//! Source: <https://opentelemetry.io/docs/specs/otlp/>, sections "OTLP/HTTP Response" (full and
//! partial success, bad data, retryable response codes, throttling).

use prost::Message;
use serde::Deserialize;
use serde_json::Value;

use super::config::Encoding;
use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

/// What an answer in that encoding (`None` where it is in neither) to that many records means.
///
/// | answer | verdict |
/// |---|---|
/// | 2xx | confirmed |
/// | 2xx with `partialSuccess.rejectedLogRecords` above zero | so many refused, never sent again |
/// | 2xx whose body cannot be read as the type that it has | again |
/// | 429, 502, 503, 504 | again, not before `Retry-After` (seconds or a date) |
/// | 413 | too large: halves |
/// | 3xx, 401 to 405, 407, 410, 421, 451, 501, 505 | held: address or credentials |
/// | any other, 400 and 500 with them | refused, never sent again as it was: halves |
#[must_use]
pub fn classify(answer: &Answer<'_>, encoding: Option<Encoding>, records: usize) -> Verdict {
    match answer.status {
        200..=299 => match encoding {
            Some(encoding) => success(answer, encoding, records),
            None => Verdict::Confirmed,
        },
        408 | 425 | 500.. if !matches!(answer.status, 501..=505) => {
            Verdict::Refused { reason: reason(answer, encoding) }
        }
        _ => match by_status(answer) {
            Verdict::Refused { .. } => Verdict::Refused { reason: reason(answer, encoding) },
            Verdict::Retry { after, .. } => {
                Verdict::Retry { reason: reason(answer, encoding), after }
            }
            verdict => verdict,
        },
    }
}

/// `ExportLogsPartialSuccess`, as far as it matters.
#[derive(Default)]
struct Partial {
    rejected: i64,
    message: String,
}

fn success(answer: &Answer<'_>, encoding: Encoding, records: usize) -> Verdict {
    let partial = match encoding {
        Encoding::Protobuf => from_protobuf(answer.body),
        Encoding::Json if answer.is_empty() => Some(Partial::default()),
        Encoding::Json => from_json(answer.body),
    };
    let Some(partial) = partial else { return answer.unreadable() };
    match usize::try_from(partial.rejected) {
        // With a message it is a warning.
        Ok(0) | Err(_) => Verdict::Confirmed,
        Ok(rejected) => Verdict::SomeRefused {
            refused: rejected.min(records),
            reason: answer.reason_of(&partial.message),
        },
    }
}

fn from_protobuf(body: &[u8]) -> Option<Partial> {
    use opentelemetry_proto::tonic::collector::logs::v1::ExportLogsServiceResponse;
    let partial = ExportLogsServiceResponse::decode(body).ok()?.partial_success;
    let partial = partial.unwrap_or_default();
    Some(Partial { rejected: partial.rejected_log_records, message: partial.error_message })
}

/// Protocol buffers' JSON has 64-bit integers as text; readers take numbers too.
fn from_json(body: &[u8]) -> Option<Partial> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Response {
        partial_success: Option<Said>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase", default)]
    #[derive(Default)]
    struct Said {
        rejected_log_records: Value,
        error_message: String,
    }
    let said = serde_json::from_slice::<Response>(body).ok()?.partial_success.unwrap_or_default();
    let rejected = match said.rejected_log_records {
        Value::Null => 0,
        Value::Number(number) => number.as_i64()?,
        Value::String(text) => text.parse().ok()?,
        _ => return None,
    };
    Some(Partial { rejected, message: said.error_message })
}

/// `google.rpc.Status`, as far as it matters.
#[derive(Clone, PartialEq, Message, Deserialize)]
struct Status {
    #[prost(string, tag = "2")]
    #[serde(default)]
    message: String,
}

/// An error's body is a `Status` in the request's encoding.
fn reason(answer: &Answer<'_>, encoding: Option<Encoding>) -> String {
    let status = match encoding {
        Some(Encoding::Protobuf) => Status::decode(answer.body).ok(),
        Some(Encoding::Json) => serde_json::from_slice(answer.body).ok(),
        None => None,
    };
    match status {
        Some(status) => answer.reason_of(&status.message),
        None => answer.reason(),
    }
}
