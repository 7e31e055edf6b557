//! OTLP in protocol buffers: a log record at a time is read and becomes JSON.

use linestamp_formats::OtlpResource;
use opentelemetry_proto::tonic::common::v1::InstrumentationScope;
use opentelemetry_proto::tonic::logs::v1::LogRecord;
use opentelemetry_proto::tonic::resource::v1::Resource;
use prost::Message;
use serde::Serialize;
use serde_json::Value;

use super::wire::{Fields, Kind, Malformed, weight};
use super::{Reader, unfit};
use crate::problem::Problem;

/// Gives each log record of a request to the reader.
pub(super) fn read(request: &[u8], reader: &mut Reader<'_>) -> Result<(), Problem> {
    for logs in Fields::of(request).numbered(1) {
        resource_logs(logs.map_err(malformed)?, reader)?;
    }
    Ok(())
}

fn resource_logs(logs: &[u8], reader: &mut Reader<'_>) -> Result<(), Problem> {
    let (resource, taken) = shared::<Resource>(logs, Kind::Resource, 0, reader)?;
    let resource = OtlpResource::new(resource.as_ref());
    for logs in Fields::of(logs).numbered(2) {
        let logs = logs.map_err(malformed)?;
        let (scope, taken) = shared::<InstrumentationScope>(logs, Kind::Scope, taken, reader)?;
        let scope = resource.scope(scope.as_ref());
        for log in Fields::of(logs).numbered(2) {
            let log = log.map_err(malformed)?;
            // What is shared is there once, and once more in the record.
            reader.expect(2 * taken + weight(Kind::LogRecord, log).map_err(malformed)?)?;
            let log = json(&LogRecord::decode(log).map_err(|error| unfit(&error))?)?;
            reader.take(&scope, Ok(log))?;
        }
    }
    Ok(())
}

/// What records have in common: field 1, whose parts are one message if there are several. And the
/// memory that is taken with it.
fn shared<M: Message + Default + Serialize>(
    logs: &[u8],
    kind: Kind,
    mut taken: usize,
    reader: &mut Reader<'_>,
) -> Result<(Option<Value>, usize), Problem> {
    let (mut whole, mut bytes) = (None, 0);
    for part in Fields::of(logs).numbered(1) {
        let part = part.map_err(malformed)?;
        bytes += part.len();
        taken += weight(kind, part).map_err(malformed)?;
        reader.share(bytes, taken)?;
        let message = whole.get_or_insert_with(M::default);
        message.merge(part).map_err(|error| unfit(&error))?;
    }
    let value = whole.map(|message| json(&message)).transpose()?;
    Ok((value, taken))
}

fn json(message: &impl Serialize) -> Result<Value, Problem> {
    serde_json::to_value(message).map_err(|error| unfit(&error))
}

fn malformed(_: Malformed) -> Problem {
    unfit(&"its bytes are no protocol buffers")
}
