//! Records of `log`.

use std::borrow::Cow;

use linestamp_schema::Level;
use log::kv::{self, VisitSource};
use log::{LevelFilter, Log, Metadata, Record, SetLoggerError};
use serde_json::Value;

use super::said::{Said, float};
use crate::draft::Place;
use crate::logger::Logger;
use crate::worker::is_worker_thread;

/// A logger for `log` that makes a record of each of its records, by the rules of
/// [the module](crate::bridge).
///
/// ```
/// use std::time::Duration;
/// use linestamp_client::bridge::LogBridge;
/// use linestamp_client::sinks::memory::Memory;
/// use linestamp_client::{Client, Environment};
///
/// let memory = Memory::new();
/// let client = Client::builder("executor", Environment::Production, memory.sink()).start()?;
/// LogBridge::new(client.logger()).install(log::LevelFilter::Info)?;
///
/// log::info!(attempt = 2; "Task 7 started");
/// client.flush(Duration::from_secs(5))?;
/// let record = memory.expect().message("Task 7").one();
/// assert_eq!(record.metadata["attempt"], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct LogBridge {
    logger: Logger,
}

impl LogBridge {
    /// A bridge to that logger, whose context every record has.
    #[must_use]
    pub fn new(logger: Logger) -> LogBridge {
        LogBridge { logger }
    }

    /// Makes it the process's logger. Below that level, `log` does not even ask.
    ///
    /// # Errors
    /// Where the process has a logger already.
    pub fn install(self, level: LevelFilter) -> Result<(), SetLoggerError> {
        log::set_boxed_logger(Box::new(self))?;
        log::set_max_level(level);
        Ok(())
    }
}

impl Log for LogBridge {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.logger.is_on(level(metadata.level())) && !is_worker_thread()
    }

    fn log(&self, record: &Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let message = match record.args().as_str() {
            Some(text) => Cow::Borrowed(text),
            None => Cow::Owned(record.args().to_string()),
        };
        let place = record.file_static().zip(record.line());
        let place = place.map(|(file, line)| Place::new(file, line));
        let mut draft = self.logger.draft(level(record.level()), place, message);
        if let (None, Some(file), Some(line)) = (place, record.file(), record.line()) {
            draft.place_of(file, line);
        }
        let mut said = Said::default();
        said.keep("target", record.target().into());
        if record.level() == log::Level::Trace {
            said.keep("level", "trace".into());
        }
        // Ours gives no error; one of a source's own leaves out what it could not tell.
        let _ = record.key_values().visit(&mut Visitor(&mut said));
        said.apply(&mut draft);
        self.logger.push_draft(&mut draft);
    }

    /// Does nothing: records are sent by themselves, and [`Logger::flush`] can be waited for.
    fn flush(&self) {}
}

fn level(level: log::Level) -> Level {
    match level {
        log::Level::Error => Level::Error,
        log::Level::Warn => Level::Warn,
        log::Level::Info => Level::Info,
        log::Level::Debug | log::Level::Trace => Level::Debug,
    }
}

struct Visitor<'s>(&'s mut Said);

impl<'kvs> VisitSource<'kvs> for Visitor<'_> {
    fn visit_pair(&mut self, key: kv::Key<'kvs>, value: kv::Value<'kvs>) -> Result<(), kv::Error> {
        self.0.put(key.as_str(), json(&value));
        Ok(())
    }
}

fn json(value: &kv::Value<'_>) -> Value {
    if let Some(value) = value.to_bool() {
        return value.into();
    }
    if let Some(value) = value.to_u64() {
        return value.into();
    }
    if let Some(value) = value.to_i64() {
        return value.into();
    }
    match value.to_f64() {
        Some(value) => float(value),
        None => Value::String(value.to_string()),
    }
}
