//! OTLP in JSON: a log record at a time is read.

use linestamp_formats::OtlpResource;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use super::{Reader, unfit};
use crate::ingest::read::each;
use crate::ingest::weigh;
use crate::problem::Problem;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(borrow, rename = "resourceLogs")]
    logs: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ResourceLogs<'a> {
    #[serde(borrow)]
    resource: Option<&'a RawValue>,
    #[serde(borrow, rename = "scopeLogs")]
    logs: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ScopeLogs<'a> {
    #[serde(borrow)]
    scope: Option<&'a RawValue>,
    #[serde(borrow, rename = "logRecords")]
    logs: Option<&'a RawValue>,
}

/// Gives each log record of a request to the reader.
pub(super) fn read(request: &[u8], reader: &mut Reader<'_>) -> Result<(), Problem> {
    let request: Request<'_> = serde_json::from_slice(request).map_err(|error| unfit(&error))?;
    // A list that is left out is an empty one: so protocol buffers are written as JSON.
    let Some(logs) = request.logs else { return Ok(()) };
    elements(logs, |logs| {
        let logs: ResourceLogs<'_> = part(logs)?;
        let (resource, taken) = shared(logs.resource, 0, reader)?;
        let resource = OtlpResource::new(resource.as_ref());
        let Some(scopes) = logs.logs else { return Ok(()) };
        elements(scopes, |logs| {
            let logs: ScopeLogs<'_> = part(logs)?;
            let (scope, taken) = shared(logs.scope, taken, reader)?;
            let scope = resource.scope(scope.as_ref());
            let Some(records) = logs.logs else { return Ok(()) };
            elements(records, |log| {
                // What is shared is there once, and once more in the record.
                reader.expect(2 * taken + weigh::of_json(log.get().as_bytes()))?;
                let log = serde_json::from_str(log.get());
                reader.take(&scope, log.map_err(|error| format!("is no JSON: {error}")))
            })
        })
    })
}

/// What records have in common, and the memory that is taken with it.
fn shared(
    said: Option<&RawValue>,
    taken: usize,
    reader: &mut Reader<'_>,
) -> Result<(Option<Value>, usize), Problem> {
    let Some(said) = said else { return Ok((None, taken)) };
    let text = said.get().as_bytes();
    let taken = taken + weigh::of_json(text);
    reader.share(text.len(), taken)?;
    Ok((Some(part(said)?), taken))
}

fn part<'a, T: Deserialize<'a>>(raw: &'a RawValue) -> Result<T, Problem> {
    serde_json::from_str(raw.get()).map_err(|error| unfit(&error))
}

/// Gives each element of an array to a function.
fn elements<'a>(
    array: &'a RawValue,
    take: impl FnMut(&'a RawValue) -> Result<(), Problem>,
) -> Result<(), Problem> {
    let mut json = serde_json::Deserializer::from_str(array.get());
    each(&mut json, take)?.map_err(|error| unfit(&error))
}
