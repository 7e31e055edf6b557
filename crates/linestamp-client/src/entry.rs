//! One record in the making.

use std::time::Duration;

use compact_str::CompactString;
use serde::Serialize;
use serde_json::Value;

use crate::draft::{Draft, Handed};
use crate::durable::NotDurable;
use crate::logger::Logger;

/// One record in the making; nothing is logged before [`Entry::write`].
///
/// Timestamp and source location are fixed when the entry is made, the id before the first attempt. Where
/// the level is off, an entry holds nothing, and its methods do nothing.
#[must_use = "nothing is logged before `write`"]
pub struct Entry<'l> {
    logger: &'l Logger,
    draft: Option<Draft>,
}

impl<'l> Entry<'l> {
    #[inline]
    pub(crate) fn new(logger: &'l Logger, draft: Option<Draft>) -> Entry<'l> {
        Entry { logger, draft }
    }

    #[inline]
    fn set(mut self, change: impl FnOnce(&mut Draft)) -> Entry<'l> {
        self.change(change);
        self
    }

    /// In place: an entry is large enough for its moves to be felt.
    #[inline]
    fn change(&mut self, change: impl FnOnce(&mut Draft)) {
        if let Some(draft) = &mut self.draft {
            change(draft);
        }
    }

    /// What happened, as an identifier for machines: the column `event_type`.
    #[inline]
    pub fn event(self, event_type: impl AsRef<str>) -> Entry<'l> {
        self.set(|draft| draft.event_type = Some(CompactString::new(event_type)))
    }

    /// The trace, if not the context's.
    pub fn trace_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().trace_id = Some(id.into()))
    }

    /// The HTTP request, if not the context's.
    pub fn request_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().request_id = Some(id.into()))
    }

    /// The tenant, if not the context's.
    pub fn workspace_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().workspace_id = Some(id.into()))
    }

    /// The tenant's project, if not the context's.
    pub fn project_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().project_id = Some(id.into()))
    }

    /// The tenant's user, if not the context's.
    pub fn user_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().user_id = Some(id.into()))
    }

    /// An id of your own in place of the one that was made.
    pub fn id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|draft| draft.own().id = Some(id.into()))
    }

    /// A value in the metadata, over one of the same key from the context.
    #[inline]
    pub fn field(self, key: impl AsRef<str>, value: impl Into<Value>) -> Entry<'l> {
        self.set(|draft| draft.field(CompactString::new(key), value.into()))
    }

    /// A value in the metadata, by its serde. What cannot be serialized is kept as the text of the
    /// error, so that the record is not lost.
    pub fn serialize(self, key: impl AsRef<str>, value: &impl Serialize) -> Entry<'l> {
        self.set(|draft| {
            let value = serde_json::to_value(value)
                .unwrap_or_else(|error| Value::String(format!("not serializable: {error}")));
            draft.field(CompactString::new(key), value);
        })
    }

    /// Logs the record: hands it to the queue, and returns once it is there or dropped.
    #[inline]
    pub fn write(mut self) {
        self.hand_over();
    }

    /// As [`Entry::write`], and returns once the record is synced to the client's spool. Where the level
    /// is off, there is nothing to wait for.
    ///
    /// # Errors
    /// Where the record may not be on disk; it is not lost for that.
    pub async fn log_durable(self, limit: Duration) -> Result<(), NotDurable> {
        let Some(mut draft) = self.draft else { return Ok(()) };
        self.logger.durable(Handed::Draft(&mut draft), limit).await
    }

    /// As [`Entry::log_durable`], blocking the thread.
    ///
    /// # Errors
    /// Where the record may not be on disk; it is not lost for that.
    pub fn log_durable_blocking(self, limit: Duration) -> Result<(), NotDurable> {
        let Some(mut draft) = self.draft else { return Ok(()) };
        self.logger.durable_blocking(Handed::Draft(&mut draft), limit)
    }
}

/// For the macros, which change the entry where it lies.
#[doc(hidden)]
impl Entry<'_> {
    #[inline]
    pub fn set_event(&mut self, event_type: impl AsRef<str>) {
        self.change(|draft| draft.event_type = Some(CompactString::new(event_type)));
    }

    #[inline]
    pub fn set_field(&mut self, key: &'static str, value: impl Into<Value>) {
        self.change(|draft| draft.field(CompactString::const_new(key), value.into()));
    }

    /// As [`Entry::write`].
    #[inline]
    pub fn hand_over(&mut self) {
        if let Some(draft) = &mut self.draft {
            self.logger.push_draft(draft);
        }
    }
}

impl std::fmt::Debug for Entry<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Entry").field("is_on", &self.draft.is_some()).finish_non_exhaustive()
    }
}
