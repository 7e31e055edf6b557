//! One record in the making.

use std::panic::Location;
use std::time::Duration;

use linestamp_schema::{Level, LogRecord, Moment};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::durable::NotDurable;
use crate::logger::Logger;

/// One record in the making; nothing is logged before [`Entry::write`].
///
/// Id, timestamp and source location are fixed when the entry is made. Where the level is off, an
/// entry holds nothing, and its methods do nothing.
#[must_use = "nothing is logged before `write`"]
#[derive(Debug)]
pub struct Entry<'l> {
    logger: &'l Logger,
    record: Option<LogRecord>,
}

impl<'l> Entry<'l> {
    pub(crate) fn off(logger: &'l Logger) -> Entry<'l> {
        Entry { logger, record: None }
    }

    pub(crate) fn new(
        logger: &'l Logger,
        level: Level,
        message: String,
        file: &str,
        line: u32,
    ) -> Entry<'l> {
        let core = logger.core();
        let context = logger.context();
        let mut random = [0; 10];
        core.randomness.fill(&mut random);
        let now = core.clock.now();
        let record = LogRecord {
            id: Moment { now, random }.id_at(now),
            timestamp: now,
            level,
            service: context.of_service().unwrap_or(&core.service).to_owned(),
            environment: context.of_environment().unwrap_or(core.environment),
            event_type: None,
            message,
            source_location: Some(location(file, line)),
            trace_id: None,
            request_id: None,
            workspace_id: None,
            project_id: None,
            user_id: None,
            version: None,
            instance_id: None,
            metadata: Map::new(),
        };
        Entry { logger, record: Some(record) }
    }

    fn set(mut self, change: impl FnOnce(&mut LogRecord)) -> Entry<'l> {
        if let Some(record) = &mut self.record {
            change(record);
        }
        self
    }

    /// What happened, as an identifier for machines: the column `event_type`.
    pub fn event(self, event_type: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.event_type = Some(event_type.into()))
    }

    /// The trace, if not the context's.
    pub fn trace_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.trace_id = Some(id.into()))
    }

    /// The HTTP request, if not the context's.
    pub fn request_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.request_id = Some(id.into()))
    }

    /// The tenant, if not the context's.
    pub fn workspace_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.workspace_id = Some(id.into()))
    }

    /// The tenant's project, if not the context's.
    pub fn project_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.project_id = Some(id.into()))
    }

    /// The tenant's user, if not the context's.
    pub fn user_id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.user_id = Some(id.into()))
    }

    /// An id of your own in place of the one that was made.
    pub fn id(self, id: impl Into<String>) -> Entry<'l> {
        self.set(|record| record.id = id.into())
    }

    /// A value in the metadata, over one of the same key from the context.
    pub fn field(self, key: impl Into<String>, value: impl Into<Value>) -> Entry<'l> {
        self.set(|record| {
            record.metadata.insert(key.into(), value.into());
        })
    }

    /// A value in the metadata, by its serde. What cannot be serialized is kept as the text of the
    /// error, so that the record is not lost.
    pub fn serialize(self, key: impl Into<String>, value: &impl Serialize) -> Entry<'l> {
        self.set(|record| {
            let value = serde_json::to_value(value)
                .unwrap_or_else(|error| Value::String(format!("not serializable: {error}")));
            record.metadata.insert(key.into(), value);
        })
    }

    /// Logs the record: hands it to the queue, and returns once it is there or dropped.
    pub fn write(self) {
        if let Some(mut record) = self.record {
            self.logger.context().fill(&mut record);
            self.logger.core().push(record);
        }
    }

    /// As [`Entry::write`], and returns once the record is synced to the client's spool. Where the level
    /// is off, there is nothing to wait for.
    ///
    /// # Errors
    /// Where the record may not be on disk; it is not lost for that.
    pub async fn log_durable(self, limit: Duration) -> Result<(), NotDurable> {
        let Some(mut record) = self.record else { return Ok(()) };
        self.logger.context().fill(&mut record);
        self.logger.log_durable(record, limit).await
    }

    /// As [`Entry::log_durable`], blocking the thread.
    ///
    /// # Errors
    /// Where the record may not be on disk; it is not lost for that.
    pub fn log_durable_blocking(self, limit: Duration) -> Result<(), NotDurable> {
        let Some(mut record) = self.record else { return Ok(()) };
        self.logger.context().fill(&mut record);
        self.logger.log_durable_blocking(record, limit)
    }
}

/// The file's name and the line, as the injector writes them: `executor.rs:142`.
fn location(file: &str, line: u32) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    format!("{name}:{line}")
}

/// The place of a caller, for functions that track it.
pub(crate) fn place(caller: &'static Location<'static>) -> (&'static str, u32) {
    (caller.file(), caller.line())
}
