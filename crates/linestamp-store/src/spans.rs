//! From the records of a trace to its spans.
//!
//! Records that name a span, as OpenTelemetry's do (`span_id` and `parent_span_id` in the metadata),
//! belong to that one. The others are put together by service, request and instance; such a span is
//! within the shortest one that lasts from before it to after it.

use std::collections::HashMap;

use linestamp_schema::Level;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::forest;
use crate::stored::{Seq, Stored};

/// As many records of a trace are looked at.
pub const LONGEST_TRACE: usize = 5000;

/// What one service did for one request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// Its id: that of its records, else one of its own.
    pub id: String,
    /// The span that it is within; null of one at the top.
    pub parent: Option<String>,
    /// The service.
    pub service: String,
    /// What it did: the event of its first record, else the service.
    pub name: String,
    /// The HTTP request that it belongs to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// The instance that did it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance_id: Option<String>,
    /// The time of its first record.
    pub from: i64,
    /// The time of its last record.
    pub until: i64,
    /// How many of its records are errors.
    pub errors: u64,
    /// Their places in the order of arrival.
    pub records: Vec<Seq>,
    /// Whether its parent is to be found by time.
    #[serde(skip)]
    is_by_time: bool,
}

/// The spans of a trace's records, which come in the order of time: in the order in which they begin.
/// None is above itself.
#[must_use]
pub fn spans_of(records: &[Stored]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut places = HashMap::new();
    for stored in records {
        let (id, is_by_time) = match named(stored, "span_id") {
            Some(id) => (id, false),
            None => (place_of(stored), true),
        };
        let place = *places.entry((id.clone(), is_by_time)).or_insert_with(|| {
            spans.push(Span::begun(id, is_by_time, stored));
            spans.len() - 1
        });
        spans[place].add(stored);
    }
    let mut parents: Vec<Option<usize>> = spans
        .iter()
        .enumerate()
        .map(|(place, span)| match &span.parent {
            Some(parent) => places.get(&(parent.clone(), false)).copied(),
            None if span.is_by_time => around(&spans, place),
            None => None,
        })
        .collect();
    forest::cut_circles(&mut parents);
    for (place, parent) in parents.into_iter().enumerate() {
        spans[place].parent = parent.map(|parent| spans[parent].id.clone());
    }
    spans
}

impl Span {
    fn begun(id: String, is_by_time: bool, stored: &Stored) -> Span {
        let record = &stored.record;
        let time = record.timestamp.millis();
        Span {
            id,
            parent: named(stored, "parent_span_id"),
            service: record.service.clone(),
            name: record.event_type.clone().unwrap_or_else(|| record.service.clone()),
            request_id: record.request_id.clone(),
            instance_id: record.instance_id.clone(),
            from: time,
            until: time,
            errors: 0,
            records: Vec::new(),
            is_by_time,
        }
    }

    fn add(&mut self, stored: &Stored) {
        self.until = self.until.max(stored.record.timestamp.millis());
        self.errors += u64::from(stored.record.level == Level::Error);
        self.records.push(stored.seq);
        if self.parent.is_none() {
            self.parent = named(stored, "parent_span_id");
        }
    }

    fn length(&self) -> i64 {
        self.until - self.from
    }
}

/// An id out of the metadata.
fn named(stored: &Stored, key: &str) -> Option<String> {
    let value = stored.record.metadata.get(key).and_then(Value::as_str)?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// Who did it, of those who name no span. No id of a span has the sign between the parts.
fn place_of(stored: &Stored) -> String {
    let record = &stored.record;
    let part = |id: &Option<String>| id.clone().unwrap_or_default();
    format!(
        "{}\u{1f}{}\u{1f}{}",
        record.service,
        part(&record.request_id),
        part(&record.instance_id)
    )
}

/// The shortest span that lasts longer than this one, from before it to after it.
fn around(spans: &[Span], place: usize) -> Option<usize> {
    let inner = &spans[place];
    let is_around = |outer: &Span| {
        outer.from <= inner.from && inner.until <= outer.until && outer.length() > inner.length()
    };
    let outer = spans.iter().enumerate().filter(|(_, outer)| is_around(outer));
    outer.min_by_key(|(_, outer)| outer.length()).map(|(place, _)| place)
}
