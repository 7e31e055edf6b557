//! Backends that take JSON by `POST` with names, limits and answers of their own.
//!
//! | preset | request | limits, before compression | answer | guarantee |
//! |---|---|---|---|---|
//! | [`Axiom`] | `POST /v1/datasets/DATASET/ingest`, NDJSON with `_time`, bearer token | 10,000 records, 1 MB each | 200 `{ingested, failed, failures}`; 429 until `X-RateLimit-Reset` | at least once |
//! | [`BetterStack`] | `POST /`, JSON array with `dt`, bearer token | 10 MiB a request | 202; 402 when the quota is spent, 403, 406, 413 | at least once |
//! | [`VictoriaLogs`] | `POST /insert/jsonline`, NDJSON; the columns are named in the query | 256 KiB a record | 2xx; lines that are no JSON are skipped in silence, ours are JSON | at least once |
//!
//! gzip unless switched off. `id` is in each record; none of the three looks for doubles. A partial
//! failure of Axiom's says how many records failed and not which: they are counted as refused, and
//! the dead letter gets the whole batch.

mod axiom;
mod better_stack;
mod victoria_logs;

pub use axiom::{Axiom, classify_axiom};
pub use better_stack::{BetterStack, classify_better_stack};
pub use victoria_logs::VictoriaLogs;

use linestamp_schema::LogRecord;
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

/// A record with its time under another name beside.
struct WithTime<'a> {
    record: &'a LogRecord,
    name: &'static str,
}

impl Serialize for WithTime<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut item = serializer.serialize_map(None)?;
        item.serialize_entry(self.name, &self.record.timestamp.to_string())?;
        self.record.entries(&mut item)?;
        item.end()
    }
}
