//! A record in the making, as its call says it; what its logger says is not copied. The worker
//! completes it, so that the thread that logs neither writes ids and places out nor draws lots.
//!
//! When the record was logged, and where, is fixed by the call.

use std::borrow::Cow;
use std::panic::Location;

use compact_str::CompactString;
use linestamp_schema::{Level, LogRecord, Timestamp};
use serde_json::Value;
use smallvec::SmallVec;

use crate::scope::Scope;
use crate::{scratch, weight};

/// What is handed to the queue.
pub(crate) enum Handed<'d> {
    /// To be completed; what the queue takes of it is gone afterwards.
    Draft(&'d mut Draft),
    /// Complete when it was logged.
    Whole(Box<LogRecord>),
}

impl Handed<'_> {
    /// About how many bytes the record takes once it is complete.
    pub(crate) fn weight(&self, scope: &Scope) -> usize {
        match self {
            Handed::Draft(draft) => scope.weight() + draft.weight(),
            Handed::Whole(record) => weight::weight(record),
        }
    }
}

/// A key of the metadata and its value.
pub(crate) type Field = (CompactString, Value);

/// A file of the program, as the compiler names it, and a line.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    file: &'static str,
    line: u32,
}

/// What one call says.
pub(crate) struct Draft {
    pub(crate) level: Level,
    pub(crate) now: Timestamp,
    pub(crate) place: Option<Place>,
    pub(crate) message: Cow<'static, str>,
    pub(crate) event_type: Option<CompactString>,
    /// Two fit in without an allocation.
    pub(crate) fields: SmallVec<[Field; 2]>,
    pub(crate) own: Option<Box<Own>>,
}

/// Columns that usually come from the context.
#[derive(Default)]
pub(crate) struct Own {
    pub(crate) id: Option<String>,
    pub(crate) source_location: Option<String>,
    pub(crate) trace_id: Option<String>,
    pub(crate) request_id: Option<String>,
    pub(crate) workspace_id: Option<String>,
    pub(crate) project_id: Option<String>,
    pub(crate) user_id: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) instance_id: Option<String>,
}

impl Draft {
    #[inline]
    pub(crate) fn new(
        level: Level,
        now: Timestamp,
        place: Option<Place>,
        message: Cow<'static, str>,
    ) -> Draft {
        let (event_type, fields, own) = (None, SmallVec::new_const(), None);
        Draft { level, now, place, message, event_type, fields, own }
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
        let place = self.place.map_or(0, |place| weight::text(place.file) + 8);
        self.message.len() + event + fields.sum::<usize>() + own + place
    }

    /// The queue has a copy of the message; its room is for the next one of the thread.
    #[inline]
    pub(crate) fn done(&mut self) {
        if let Cow::Owned(text) = std::mem::take(&mut self.message) {
            scratch::give_back(text);
        }
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
        self.own().source_location = Some(location(file, line));
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

impl Place {
    #[inline]
    pub(crate) fn new(file: &'static str, line: u32) -> Place {
        Place { file, line }
    }

    /// The place of a caller, for functions that track it.
    #[inline]
    pub(crate) fn of(caller: &'static Location<'static>) -> Place {
        Place::new(caller.file(), caller.line())
    }

    /// The file's name and the line, as the injector writes them: `executor.rs:142`.
    pub(crate) fn to_text(self) -> String {
        location(self.file, self.line)
    }
}

fn location(file: &str, line: u32) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("{name}:{line}")
}
