//! Spans and events of `tracing`.

use std::borrow::Cow;
use std::fmt;

use linestamp_schema::Level;
use serde_json::Value;
use tracing_core::field::{Field, Visit};
use tracing_core::span::{Attributes, Id, Record};
use tracing_core::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;
use tracing_subscriber::registry::LookupSpan;

use super::said::{Said, chain, float};
use crate::draft::Place;
use crate::logger::Logger;
use crate::worker::is_worker_thread;

/// A layer for `tracing_subscriber` that makes a record of every event, by the rules of
/// [the module](crate::bridge).
///
/// A record inherits the fields of the spans that it is in: the inner one's go before the outer
/// one's, and its own before both. The name of the innermost span is kept as `span`. `event_type`
/// is also what the event was named with `name:`.
///
/// It lets through what the client's level does; a filter of `tracing_subscriber` in front of it
/// can be finer.
///
/// ```
/// use std::time::Duration;
/// use linestamp_client::bridge::TracingLayer;
/// use linestamp_client::sinks::memory::Memory;
/// use linestamp_client::{Client, Environment};
/// use tracing_subscriber::layer::SubscriberExt as _;
///
/// let memory = Memory::new();
/// let client = Client::builder("executor", Environment::Production, memory.sink()).start()?;
/// let subscriber = tracing_subscriber::registry().with(TracingLayer::new(client.logger()));
/// // In a program: `tracing::subscriber::set_global_default(subscriber)`.
/// tracing::subscriber::with_default(subscriber, || {
///     let span = tracing::info_span!("request", request_id = "r-1");
///     span.in_scope(|| tracing::info!(event = "task_started", attempt = 2, "Task 7 started"));
/// });
/// client.flush(Duration::from_secs(5))?;
///
/// let record = memory.expect().event("task_started").one();
/// assert_eq!(record.message, "Task 7 started");
/// assert_eq!(record.request_id.as_deref(), Some("r-1"));
/// assert_eq!(record.metadata["attempt"], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct TracingLayer {
    logger: Logger,
}

impl TracingLayer {
    /// A layer that logs to that logger, whose context stands for what no span says.
    #[must_use]
    pub fn new(logger: Logger) -> TracingLayer {
        TracingLayer { logger }
    }
}

impl<S: Subscriber + for<'s> LookupSpan<'s>> Layer<S> for TracingLayer {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut visitor = Visitor::default();
        attributes.record(&mut visitor);
        span.extensions_mut().insert(visitor.whole());
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut extensions = span.extensions_mut();
        if let Some(said) = extensions.get_mut::<Said>() {
            let mut visitor = Visitor { said: std::mem::take(said), message: None };
            values.record(&mut visitor);
            *said = visitor.whole();
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let level = level(*metadata.level());
        if !self.logger.is_on(level) || is_worker_thread() {
            return;
        }
        let mut visitor = Visitor::default();
        event.record(&mut visitor);
        let place = metadata.file().zip(metadata.line());
        let place = place.map(|(file, line)| Place::new(file, line));
        let mut draft = self.logger.draft(level, place, Cow::Borrowed(""));
        draft.name(named(metadata.name()));
        draft.constant("target", metadata.target());
        if *metadata.level() == tracing_core::Level::TRACE {
            draft.constant("level", "trace");
        }
        if let Some(scope) = context.event_scope(event) {
            for span in scope.from_root() {
                draft.constant("span", span.name());
                if let Some(said) = span.extensions().get::<Said>() {
                    said.apply(&mut draft);
                }
            }
        }
        visitor.said.apply(&mut draft);
        draft.message = match visitor.message {
            Some(message) => Cow::Owned(message),
            // An event of fields alone: what it is called stands for what it says.
            None => draft.event_type.as_ref().map_or_else(
                || Cow::Borrowed(metadata.target()),
                |event| Cow::Owned(event.to_string()),
            ),
        };
        self.logger.push_draft(&mut draft);
    }
}

fn level(level: tracing_core::Level) -> Level {
    match level {
        tracing_core::Level::ERROR => Level::Error,
        tracing_core::Level::WARN => Level::Warn,
        tracing_core::Level::INFO => Level::Info,
        _ => Level::Debug,
    }
}

/// The name that an event was given; without one, it is `event` and the place.
fn named(name: &'static str) -> Option<&'static str> {
    (!name.starts_with("event ")).then_some(name)
}

/// Reads fields; `message` is apart.
#[derive(Default)]
struct Visitor {
    said: Said,
    message: Option<String>,
}

impl Visitor {
    /// Of a span, whose `message` is a field like any other.
    fn whole(mut self) -> Said {
        if let Some(message) = self.message {
            self.said.keep("message", Value::String(message));
        }
        self.said
    }

    fn text(&mut self, field: &Field, text: String) {
        match field.name() {
            "message" => self.message = Some(text),
            name => self.said.put(name, Value::String(text)),
        }
    }
}

impl Visit for Visitor {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.text(field, format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.text(field, value.to_owned());
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.text(field, chain(value));
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.said.put(field.name(), float(value));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.said.put(field.name(), value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.said.put(field.name(), value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.said.put(field.name(), value.into());
    }
}
