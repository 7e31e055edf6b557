//! From an unpacked body to records, one by one: what is bad about one costs no other.

use std::fmt;

use linestamp_schema::{Environment, Intake, LogRecord, Moment, Refusal, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::{DeserializeSeed, Deserializer, Error as _, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

use super::body::{broken, too_much};
use super::room::Held;
use super::weigh;
use crate::problem::Problem;
use crate::trust::hex;

/// How many records a request may have.
pub(crate) const MOST_RECORDS: usize = 100_000;

/// How many bytes of JSON a record may have: what fills its columns takes less.
const MOST_RECORD_BYTES: usize = 8 << 20;

/// How much of a name that somebody else chose is repeated.
const SHOWN: usize = 64;

/// How records of one request are read.
pub(super) struct Reading {
    intake: Intake,
    now: Timestamp,
    /// The only workspace that they may have.
    workspace: Option<String>,
    /// What makes the ids of those that have none, so that a repetition makes the same.
    key: Option<String>,
}

/// What was read.
#[derive(Debug)]
pub(super) struct Read {
    /// The good ones.
    pub(super) records: Vec<LogRecord>,
    /// The others.
    pub(super) refused: Vec<Refused>,
    /// The memory of both, kept until the good ones are stored.
    pub(super) held: Held,
}

/// A record that is not taken.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Refused {
    /// Which one of the request, from 0.
    index: usize,
    /// The field that is to blame; `record` for the whole.
    field: String,
    /// What is wrong with it and what to do.
    reason: String,
}

impl Refused {
    /// In one line, for people.
    pub(super) fn told(&self) -> String {
        format!("record {}: `{}` {}", self.index, self.field, self.reason)
    }
}

impl Reading {
    pub(super) fn new(
        environment: Option<Environment>,
        workspace: Option<&str>,
        key: Option<&str>,
        now: Timestamp,
    ) -> Reading {
        let intake = Intake::new();
        let intake = match environment {
            Some(environment) => intake.environment(environment),
            None => intake,
        };
        let (workspace, key) = (workspace.map(str::to_owned), key.map(str::to_owned));
        Reading { intake, now, workspace, key }
    }

    /// The service of records that name none.
    pub(super) fn of_service(mut self, service: &str) -> Reading {
        self.intake = self.intake.service(service);
        self
    }

    /// The records of a line each.
    pub(super) fn lines(&self, body: &[u8], held: Held) -> Result<Read, Problem> {
        let mut read = Read::nothing(held);
        let mut begin = 0;
        for end in memchr::memchr_iter(b'\n', body).chain([body.len()]) {
            let line = body[begin..end].trim_ascii();
            if !line.is_empty() {
                self.one(line, &mut read)?;
            }
            begin = end + 1;
        }
        Ok(read)
    }

    /// The records of an array, or the one that is no array.
    pub(super) fn document(&self, body: &[u8], held: Held) -> Result<Read, Problem> {
        let mut read = Read::nothing(held);
        let mut json = serde_json::Deserializer::from_slice(body);
        let done = if body.trim_ascii_start().starts_with(b"[") {
            each(&mut json, |raw| self.one(raw.get().as_bytes(), &mut read))?
        } else {
            match <&RawValue as serde::Deserialize<'_>>::deserialize(&mut json) {
                Ok(raw) => Ok(self.one(raw.get().as_bytes(), &mut read)?),
                Err(error) => Err(error),
            }
        };
        let done = done.and_then(|()| json.end());
        done.map(|()| read).map_err(|error| {
            broken(format!(
                "the body is no JSON: {error}; a record a line is `application/x-ndjson`"
            ))
        })
    }

    fn one(&self, json: &[u8], read: &mut Read) -> Result<(), Problem> {
        if json.len() > MOST_RECORD_BYTES {
            let reason = format!("has more than {MOST_RECORD_BYTES} bytes: send less of it");
            return read.add(Err(("record".to_owned(), reason)));
        }
        read.held.reach(weigh::of_json(json))?;
        let index = read.len();
        let plain = self.intake.read_plain(json, || (self.moment(), self.id(index)));
        let record = match plain {
            Some(record) => self.own(record),
            None => serde_json::from_slice(json)
                .map_err(|error| ("record".to_owned(), format!("is no JSON: {error}")))
                .and_then(|value| self.record(value, index)),
        };
        read.add(record)
    }

    /// One record of what was sent as the `index`-th.
    pub(super) fn record(
        &self,
        mut value: Value,
        index: usize,
    ) -> Result<LogRecord, (String, String)> {
        if let Value::Object(fields) = &mut value
            && fields.get("id").is_none_or(Value::is_null)
            && let Some(id) = self.id(index)
        {
            fields.insert("id".to_owned(), id.into());
        }
        let record = self.intake.read(value, self.moment()).map_err(|refusal| blame(&refusal))?;
        self.own(record)
    }

    fn moment(&self) -> Moment {
        Moment { now: self.now, random: rand::random() }
    }

    /// Keeps a record to the workspace that it may have.
    fn own(&self, mut record: LogRecord) -> Result<LogRecord, (String, String)> {
        if let Some(own) = &self.workspace {
            let said = record.workspace_id.get_or_insert_with(|| own.clone());
            if said != own {
                let reason = "is another than the token's: leave it out, or use another token";
                return Err(("workspace_id".to_owned(), reason.to_owned()));
            }
        }
        Ok(record)
    }

    /// The id of a record without one where the request has a key, the same for the same request.
    fn id(&self, index: usize) -> Option<String> {
        let key = self.key.as_deref()?;
        let workspace = self.workspace.as_deref().unwrap_or_default();
        let mut hash = Sha256::new();
        for part in [workspace.as_bytes(), key.as_bytes()] {
            hash.update(part.len().to_be_bytes());
            hash.update(part);
        }
        hash.update(index.to_be_bytes());
        Some(hex(&hash.finalize()[..16]))
    }
}

impl Read {
    /// Nothing so far; the memory of what comes is booked there.
    pub(super) fn nothing(held: Held) -> Read {
        Read { records: Vec::new(), refused: Vec::new(), held }
    }

    /// How many were sent so far.
    pub(super) fn len(&self) -> usize {
        self.records.len() + self.refused.len()
    }

    pub(super) fn add(
        &mut self,
        record: Result<LogRecord, (String, String)>,
    ) -> Result<(), Problem> {
        let index = self.len();
        if index == MOST_RECORDS {
            let detail = format!("a request may have {MOST_RECORDS} records: send them in parts");
            return Err(too_much(detail));
        }
        match record {
            Ok(mut record) => {
                self.held.more(weigh::of_record(&mut record))?;
                self.records.push(record);
            }
            Err((field, reason)) => {
                self.held.more(2 * size_of::<Refused>() + field.len() + reason.len())?;
                self.refused.push(Refused { index, field, reason });
            }
        }
        Ok(())
    }
}

/// The field, and what is wrong with it.
fn blame(refusal: &Refusal) -> (String, String) {
    let whole = refusal.to_string();
    let reason = whole.strip_prefix(&format!("`{}` ", refusal.field())).unwrap_or(&whole);
    (refusal.field().chars().take(SHOWN).collect(), reason.to_owned())
}

/// Gives each element of an array to a function, and keeps none. Ends with the function's error; what
/// is wrong with the array is within.
pub(super) fn each<'de, D: Deserializer<'de>>(
    json: D,
    mut take: impl FnMut(&'de RawValue) -> Result<(), Problem>,
) -> Result<Result<(), D::Error>, Problem> {
    let mut stopped = None;
    let items = Items(|raw| take(raw).map_err(|problem| stopped = Some(problem)));
    let done = items.deserialize(json);
    stopped.map_or(Ok(done), Err)
}

/// Gives each element to a function.
struct Items<F>(F);

impl<'de, F: FnMut(&'de RawValue) -> Result<(), ()>> DeserializeSeed<'de> for Items<F> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, F: FnMut(&'de RawValue) -> Result<(), ()>> Visitor<'de> for Items<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of records")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.0)(item).map_err(|()| A::Error::custom("stopped"))?;
        }
        Ok(())
    }
}
