//! From the records of a trace to its spans.
//!
//! Records that name a span, as OpenTelemetry's do (`span_id` and `parent_span_id` in the metadata),
//! belong to that one. The others are put together by service, request and instance; such a span is
//! within the shortest one that lasts from before it to after it.

use std::collections::HashMap;

use linestamp_schema::Level;
use linestamp_store::{Seq, Stored};
use serde::Serialize;
use serde_json::Value;

use super::forest;

/// What one service did for one request.
#[derive(Debug, Serialize)]
pub(super) struct Span {
    id: String,
    parent: Option<String>,
    service: String,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instance_id: Option<String>,
    from: i64,
    until: i64,
    /// How many of its records are errors.
    errors: u64,
    records: Vec<Seq>,
    /// Whether its parent is to be found by time.
    #[serde(skip)]
    is_by_time: bool,
}

/// The spans, in the order in which they begin. None is above itself.
pub(super) fn spans_of(records: &[Stored]) -> Vec<Span> {
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
