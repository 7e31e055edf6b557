//! Records that wait together: as many as a batch may have, so that the worker takes them in one go.
//!
//! What the calls said lies one after the other: what every record has, the texts of all, the
//! metadata of all. A call copies what it said and no more, into room that was used before: the thread
//! allocates nothing for it, and the worker frees nothing of the thread's. The worker completes the records.

use std::collections::VecDeque;
use std::sync::Arc;

use linestamp_schema::{Level, LogRecord, Moment, Timestamp};
use serde_json::{Map, Value};

use crate::clock::Randomness;
use crate::draft::{Draft, Field, Handed, Own, Place};
use crate::limits::BatchLimits;
use crate::scope::Scope;

#[derive(Default)]
pub(super) struct Chunk {
    items: VecDeque<Item>,
    weight: usize,
    /// What the loggers say, each as often as they took turns. Counted here and not for each record:
    /// the threads that log and the worker would get in each other's way.
    scopes: Vec<Arc<Scope>>,
    drafts: VecDeque<Packed>,
    /// Messages and events of the drafts; those before `read` are taken.
    texts: String,
    read: usize,
    /// Metadata of the drafts.
    fields: VecDeque<Field>,
    /// The others.
    records: VecDeque<LogRecord>,
}

/// One record; the rest of it is in its turn among those of its form.
struct Item {
    weight: usize,
    scope: usize,
    form: Form,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// To be completed.
    Draft,
    /// Complete when it was logged.
    Whole,
    /// As sinks get it, back from a spool that had no room; its scope is none.
    Finished,
}

/// What a call said, except for texts and metadata.
struct Packed {
    level: Level,
    now: Timestamp,
    place: Option<Place>,
    own: Option<Box<Own>>,
    /// The bytes of its message, which come first, and of its event.
    message: usize,
    event_type: Option<usize>,
    /// How many values of its own it has in the metadata.
    fields: usize,
}

impl Chunk {
    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn weight(&self) -> usize {
        self.weight
    }

    /// Whether a record of that weight may go with those that are there.
    pub(super) fn has_room(&self, weight: usize, most: BatchLimits) -> bool {
        self.len() < most.records && self.weight + weight <= most.bytes
    }

    /// How many bytes of memory it keeps for what comes.
    pub(super) fn room(&self) -> usize {
        self.items.capacity() * size_of::<Item>()
            + self.drafts.capacity() * size_of::<Packed>()
            + self.texts.capacity()
            + self.fields.capacity() * size_of::<Field>()
            + self.records.capacity() * size_of::<LogRecord>()
    }

    pub(super) fn weights(&self) -> impl Iterator<Item = usize> {
        self.items.iter().map(|item| item.weight)
    }

    /// How many of the first records are together so many, and about so many bytes, at most.
    pub(super) fn fitting(&self, records: usize, bytes: usize) -> usize {
        let mut weight = 0;
        let fits = |own: &usize| {
            weight += own;
            weight <= bytes
        };
        self.weights().take(records).take_while(fits).count()
    }

    #[inline]
    pub(super) fn push(&mut self, scope: &Arc<Scope>, record: Handed<'_>, weight: usize) {
        let scope = self.place_of(scope);
        let form = match record {
            Handed::Draft(draft) => {
                self.pack(draft);
                Form::Draft
            }
            Handed::Whole(record) => {
                self.records.push_back(*record);
                Form::Whole
            }
        };
        self.items.push_back(Item { weight, scope, form });
        self.weight += weight;
    }

    /// Adds a record that came back from a spool.
    pub(super) fn push_finished(&mut self, record: LogRecord, weight: usize) {
        self.records.push_back(record);
        self.items.push_back(Item { weight, scope: 0, form: Form::Finished });
        self.weight += weight;
    }

    #[inline]
    fn place_of(&mut self, scope: &Arc<Scope>) -> usize {
        if !self.scopes.last().is_some_and(|last| Arc::ptr_eq(last, scope)) {
            self.scopes.push(Arc::clone(scope));
        }
        self.scopes.len() - 1
    }

    #[inline]
    fn pack(&mut self, draft: &mut Draft) {
        let Draft { level, now, place, .. } = *draft;
        self.texts.push_str(&draft.message);
        let event_type = draft.event_type.as_deref().map(|event| {
            self.texts.push_str(event);
            event.len()
        });
        let (message, fields, own) = (draft.message.len(), draft.fields.len(), draft.own.take());
        self.drafts.push_back(Packed { level, now, place, own, message, event_type, fields });
        for field in draft.fields.drain(..) {
            self.fields.push_back(field);
        }
    }

    /// Takes out the first records, if it is any.
    pub(super) fn split(&mut self, records: usize) -> Option<Chunk> {
        if records == 0 {
            return None;
        }
        let items: VecDeque<Item> = self.items.drain(..records).collect();
        let weight = items.iter().map(|item| item.weight).sum();
        self.weight -= weight;
        let count = items.iter().filter(|item| item.form == Form::Draft).count();
        let records = self.records.drain(..items.len() - count).collect();
        let drafts: VecDeque<Packed> = self.drafts.drain(..count).collect();
        let fields: usize = drafts.iter().map(|draft| draft.fields).sum();
        let fields = self.fields.drain(..fields).collect();
        let bytes: usize = drafts.iter().map(Packed::texts).sum();
        let texts = self.texts[self.read..][..bytes].to_owned();
        self.read += bytes;
        let scopes = self.scopes.clone();
        Some(Chunk { items, weight, scopes, drafts, texts, read: 0, fields, records })
    }

    /// Takes all records out, as sinks get them; the room that they had stays.
    pub(super) fn complete(&mut self, randomness: &dyn Randomness) -> Vec<LogRecord> {
        let (scopes, mut drafts) = (&self.scopes, self.drafts.drain(..));
        let (mut fields, mut records) = (self.fields.drain(..), self.records.drain(..));
        let mut texts = &self.texts[self.read..];
        let mut complete = |item: Item| match item.form {
            Form::Finished => records.next(),
            Form::Whole => records.next().map(|record| scopes[item.scope].finish(record)),
            Form::Draft => drafts.next().map(|draft| {
                let scope = &*scopes[item.scope];
                let said = Said::of(&draft, &mut texts, &mut fields);
                scope.finish(draft.complete(scope, said, randomness))
            }),
        };
        let completed = self.items.drain(..).filter_map(&mut complete).collect();
        drop((drafts, fields, records));
        self.scopes.clear();
        self.texts.clear();
        (self.read, self.weight) = (0, 0);
        completed
    }
}

/// Texts and metadata of a draft.
struct Said {
    message: String,
    event_type: Option<String>,
    fields: Map<String, Value>,
}

impl Said {
    /// Takes the draft's from the front.
    fn of(draft: &Packed, texts: &mut &str, fields: &mut impl Iterator<Item = Field>) -> Said {
        let mut text = |bytes| {
            let (text, rest) = texts.split_at(bytes);
            *texts = rest;
            text.to_owned()
        };
        let message = text(draft.message);
        let event_type = draft.event_type.map(text);
        let fields = fields.take(draft.fields).map(|(key, value)| (key.into_string(), value));
        Said { message, event_type, fields: fields.collect() }
    }
}

impl Packed {
    fn texts(&self) -> usize {
        self.message + self.event_type.unwrap_or(0)
    }

    fn complete(self, scope: &Scope, said: Said, randomness: &dyn Randomness) -> LogRecord {
        let own = self.own.map(|own| *own).unwrap_or_default();
        let mut record = LogRecord {
            id: own.id.unwrap_or_else(|| id(self.now, randomness)),
            timestamp: self.now,
            level: self.level,
            service: scope.service().to_owned(),
            environment: scope.environment(),
            event_type: said.event_type,
            message: said.message,
            source_location: own.source_location.or_else(|| self.place.map(Place::to_text)),
            trace_id: own.trace_id,
            request_id: own.request_id,
            workspace_id: own.workspace_id,
            project_id: own.project_id,
            user_id: own.user_id,
            version: own.version,
            instance_id: own.instance_id,
            metadata: said.fields,
        };
        scope.context().fill(&mut record);
        record
    }
}

fn id(now: Timestamp, randomness: &dyn Randomness) -> String {
    let mut random = [0; 10];
    randomness.fill(&mut random);
    Moment { now, random }.id_at(now)
}
