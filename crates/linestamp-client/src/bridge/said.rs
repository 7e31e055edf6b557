//! What spans, events and records say, sorted into columns and metadata.

use compact_str::CompactString;
use serde_json::Value;

use crate::draft::{Draft, Own};

/// What was said, in its order.
#[derive(Default)]
pub(super) struct Said {
    event_type: Option<CompactString>,
    own: Own,
    metadata: Vec<(CompactString, Value)>,
}

impl Said {
    /// Takes a value in. What is said later goes before what was said earlier.
    pub(super) fn put(&mut self, key: &str, value: Value) {
        if matches!(key, "event" | "event_type") {
            self.event_type = Some(CompactString::new(text(&value)));
        } else if let Some(column) = self.own.column(key) {
            *column = Some(text(&value));
        } else {
            return self.keep(key, value);
        }
        if !value.is_string() {
            self.keep(key, value);
        }
    }

    /// Takes a value into the metadata.
    pub(super) fn keep(&mut self, key: &str, value: Value) {
        match self.metadata.iter_mut().find(|(there, _)| there == key) {
            Some((_, there)) => *there = value,
            None => self.metadata.push((CompactString::new(key), value)),
        }
    }

    /// Says it of a draft, over what that says.
    pub(super) fn apply(&self, draft: &mut Draft) {
        if self.event_type.is_some() {
            draft.event_type.clone_from(&self.event_type);
        }
        self.own.apply(draft);
        for (key, value) in &self.metadata {
            draft.field(key.clone(), value.clone());
        }
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A float; JSON has no word for those that are no number.
pub(super) fn float(value: f64) -> Value {
    serde_json::Number::from_f64(value)
        .map_or_else(|| Value::String(value.to_string()), Value::Number)
}

/// An error and what caused it.
#[cfg(feature = "tracing")]
pub(super) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
}
