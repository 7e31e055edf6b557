//! A record on its way through the queue: what the call said, and a reference to what its logger
//! says. The worker completes it, so that the thread that logs neither copies the context nor
//! writes ids and places out.
//!
//! What makes a record that one, and no other, is fixed by the call: time, random bytes, place.

use std::borrow::Cow;
use std::panic::Location;
use std::sync::Arc;

use compact_str::CompactString;
use linestamp_schema::{Level, LogRecord, Moment, Timestamp};
use serde_json::{Map, Value};
use smallvec::SmallVec;

use crate::scope::Scope;
use crate::weight;

/// What waits in the queue.
#[expect(
    clippy::large_enum_variant,
    reason = "most are drafts, and a box would be an allocation for each of them"
)]
pub(crate) enum Queued {
    /// To be completed.
    Draft(Draft),
    /// Complete when it was logged.
    Whole(Box<LogRecord>, Arc<Scope>),
    /// As sinks get it, back from a spool that had no room.
    Finished(Box<LogRecord>),
}

impl Queued {
    /// About how many bytes the record takes once it is complete.
    pub(crate) fn weight(&self) -> usize {
        match self {
            Queued::Draft(draft) => draft.weight(),
            Queued::Whole(record, _) | Queued::Finished(record) => weight::weight(record),
        }
    }

    /// The record as sinks get it, and its scope.
    fn into_record(self) -> (LogRecord, Option<Arc<Scope>>) {
        let (record, scope) = match self {
            Queued::Draft(draft) => draft.complete(),
            Queued::Whole(record, scope) => (*record, scope),
            Queued::Finished(record) => return (*record, None),
        };
        (scope.finish(record), Some(scope))
    }

    /// The records as sinks get them.
    pub(crate) fn into_records(queued: impl IntoIterator<Item = Queued>) -> Vec<LogRecord> {
        let (records, scopes): (Vec<_>, Vec<_>) =
            queued.into_iter().map(Queued::into_record).unzip();
        // All at once: the threads that log count references to the same scopes, and each change
        // of sides costs them as much as a clock read.
        drop(scopes);
        records
    }
}

/// A key of the metadata and its value.
type Field = (CompactString, Value);

/// What one call says.
pub(crate) struct Draft {
    scope: Arc<Scope>,
    pub(crate) level: Level,
    moment: Moment,
    place: Option<(&'static str, u32)>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) event_type: Option<CompactString>,
    /// Two fit in without an allocation.
    fields: SmallVec<[Field; 2]>,
    own: Option<Box<Own>>,
}

/// Columns that usually come from the context.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) id: Option<String>,
    source_location: Option<String>,
    pub(crate) trace_id: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) workspace_id: Option<String>,
    pub(crate) project_id: Option<String>,
    pub(crate) user_id: Option<String>,
    version: Option<String>,
    instance_id: Option<String>,
}

impl Draft {
    #[inline]
    pub(crate) fn new(
        scope: Arc<Scope>,
        level: Level,
        moment: Moment,
        place: Option<(&'static str, u32)>,
        message: Cow<'static, str>,
    ) -> Draft {
        let (event_type, fields, own) = (None, SmallVec::new_const(), None);
        Draft { scope, level, moment, place, message, event_type, fields, own }
    }

    /// The columns that usually come from the context, to be set.
    pub(crate) fn own(&mut self) -> &mut Own {
        self.own.get_or_insert_default()
    }

    /// Sets a value in the metadata; of two with one key, the later stays.
    #[inline]
    pub(crate) fn field(&mut self, key: CompactString, value: Value) {
        self.fields.push((key, value));
    }

    fn weight(&self) -> usize {
        let event = self.event_type.as_ref().map_or(0, |event| weight::text(event));
        let fields = self.fields.iter().map(|(key, value)| weight::field(key, value));
        let own = self.own.as_ref().map_or(0, |own| own.weight());
        let place = self.place.map_or(0, |(file, _)| weight::text(file) + 8);
        self.scope.weight() + self.message.len() + event + fields.sum::<usize>() + own + place
    }

    fn complete(self) -> (LogRecord, Arc<Scope>) {
        let scope = self.scope;
        let own = self.own.map(|own| *own).unwrap_or_default();
        let now: Timestamp = self.moment.now;
        let fields = self.fields.into_iter().map(|(key, value)| (key.into_string(), value));
        let mut record = LogRecord {
            id: own.id.unwrap_or_else(|| self.moment.id_at(now)),
            timestamp: now,
            level: self.level,
            service: scope.service().to_owned(),
            environment: scope.environment(),
            event_type: self.event_type.map(CompactString::into_string),
            message: self.message.into_owned(),
            source_location: own.source_location.or_else(|| self.place.map(location)),
            trace_id: own.trace_id,
            request_id: own.request_id,
            workspace_id: own.workspace_id,
            project_id: own.project_id,
            user_id: own.user_id,
            version: own.version,
            instance_id: own.instance_id,
            metadata: Map::new(),
        };
        record.metadata.extend(fields);
        scope.context().fill(&mut record);
        (record, scope)
    }
}

#[cfg(feature = "tracing")]
impl Draft {
    /// What happened, where its name is known.
    pub(crate) fn name(&mut self, event_type: Option<&'static str>) {
        self.event_type = event_type.map(CompactString::const_new);
    }

    /// A value in the metadata that the program has written down.
    pub(crate) fn constant(&mut self, key: &'static str, text: &str) {
        self.field(CompactString::const_new(key), Value::String(text.to_owned()));
    }
}

#[cfg(feature = "log")]
impl Draft {
    /// A place whose file is not known to the compiler.
    pub(crate) fn place_of(&mut self, file: &str, line: u32) {
        self.own().source_location = Some(location((file, line)));
    }
}

#[cfg(any(feature = "log", feature = "tracing"))]
impl Own {
    /// The column of that name, where its value may come from any field of it.
    pub(crate) fn column(&mut self, name: &str) -> Option<&mut Option<String>> {
        Some(match name {
            "trace_id" => &mut self.trace_id,
            "request_id" => &mut self.request_id,
            "workspace_id" => &mut self.workspace_id,
            "project_id" => &mut self.project_id,
            "user_id" => &mut self.user_id,
            "version" => &mut self.version,
            "instance_id" => &mut self.instance_id,
            _ => return None,
        })
    }

    /// Sets what it says.
    pub(crate) fn apply(&self, draft: &mut Draft) {
        let columns = [
            (&self.trace_id, "trace_id"),
            (&self.request_id, "request_id"),
            (&self.workspace_id, "workspace_id"),
            (&self.project_id, "project_id"),
            (&self.user_id, "user_id"),
            (&self.version, "version"),
            (&self.instance_id, "instance_id"),
        ];
        for (value, name) in columns {
            let Some(value) = value else { continue };
            if let Some(column) = draft.own().column(name) {
                *column = Some(value.clone());
            }
        }
    }
}

impl From<Draft> for Queued {
    fn from(draft: Draft) -> Queued {
        Queued::Draft(draft)
    }
}

impl Own {
    fn weight(&self) -> usize {
        let texts = [
            &self.id,
            &self.source_location,
            &self.trace_id,
            &self.request_id,
            &self.workspace_id,
            &self.project_id,
            &self.user_id,
            &self.version,
            &self.instance_id,
        ];
        texts.into_iter().flatten().map(|text| weight::text(text)).sum()
    }
}

/// The file's name and the line, as the injector writes them: `executor.rs:142`.
fn location((file, line): (&str, u32)) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("{name}:{line}")
}

/// The place of a caller, for functions that track it.
pub(crate) fn place(caller: &'static Location<'static>) -> (&'static str, u32) {
    (caller.file(), caller.line())
}
