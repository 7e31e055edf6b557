//! Takes out of a record what nobody else may see.
//!
//! Input: a complete record. Output: the same with `[redacted]` in place of secrets. It is done
//! on the worker's side, before a record reaches a sink or the dead letter. The rules:
//!
//! - The value of a key with one of the names is replaced whole, at any depth of the metadata.
//!   Case, `_`, `-` and `.` make no difference: `api_key` is `apiKey` and `X-API-Key` ends with it.
//! - An optional column with one of the names is replaced, too.
//! - What a pattern matches is replaced in the message and in every text of the metadata.

use linestamp_schema::{LogRecord, Presence};
use serde_json::{Map, Value};

/// What stands where something was taken out.
pub(crate) const REDACTED: &str = "[redacted]";

/// Names under which secrets usually are.
const USUAL: [&str; 14] = [
    "password",
    "passwd",
    "secret",
    "token",
    "apikey",
    "authorization",
    "cookie",
    "credentials",
    "privatekey",
    "accesskey",
    "sessionid",
    "jwt",
    "passphrase",
    "cvv",
];

/// What is taken out of every record before it leaves; given to
/// [`ClientBuilder::redact`](crate::ClientBuilder::redact). Nothing is, unless given.
///
/// ```
/// use std::time::Duration;
/// use linestamp_client::sinks::memory::Memory;
/// use linestamp_client::{Client, Environment, Redaction, info};
///
/// let memory = Memory::new();
/// let client = Client::builder("executor", Environment::Production, memory.sink())
///     .redact(Redaction::usual().key("iban"))
///     .start()?;
/// info!(client.logger(), api_key = "k-1", iban = "DE02…", attempt = 2, "Paid");
/// client.flush(Duration::from_secs(5))?;
///
/// let record = memory.expect().one();
/// assert_eq!(record.metadata["api_key"], "[redacted]");
/// assert_eq!(record.metadata["iban"], "[redacted]");
/// assert_eq!(record.metadata["attempt"], 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Redaction {
    keys: Vec<String>,
    #[cfg(feature = "patterns")]
    patterns: Vec<regex::Regex>,
}

impl Redaction {
    /// Takes nothing out.
    #[must_use]
    pub fn new() -> Redaction {
        Redaction::default()
    }

    /// Takes out the values of keys that end with one of the usual names of secrets: `password`,
    /// `passwd`, `passphrase`, `secret`, `token`, `jwt`, `api_key`, `access_key`, `private_key`,
    /// `authorization`, `cookie`, `session_id`, `credentials`, `cvv`.
    #[must_use]
    pub fn usual() -> Redaction {
        USUAL.into_iter().fold(Redaction::new(), |redaction, name| redaction.key(name))
    }

    /// Takes out the values of keys that end with that name, and columns of that name but those
    /// that every record has.
    #[must_use]
    pub fn key(mut self, name: &str) -> Redaction {
        let name = plain(name);
        if !name.is_empty() {
            self.keys.push(name);
        }
        self
    }

    /// Takes out what that regular expression matches, in the syntax of the crate `regex`; it
    /// needs the feature `patterns`.
    ///
    /// # Errors
    /// Where it is no regular expression.
    #[cfg(feature = "patterns")]
    pub fn pattern(mut self, pattern: &str) -> Result<Redaction, PatternError> {
        self.patterns
            .push(regex::Regex::new(pattern).map_err(|error| PatternError(error.to_string()))?);
        Ok(self)
    }

    pub(crate) fn apply(&self, record: &mut LogRecord) {
        if !self.keys.is_empty() {
            self.columns(record);
        }
        if !self.is_empty() {
            self.text(&mut record.message);
            self.object(&mut record.metadata);
        }
    }

    #[cfg(feature = "patterns")]
    fn is_empty(&self) -> bool {
        self.keys.is_empty() && self.patterns.is_empty()
    }

    #[cfg(not(feature = "patterns"))]
    fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    fn hides(&self, key: &str) -> bool {
        let key = plain(key);
        self.keys.iter().any(|name| key.ends_with(name.as_str()))
    }

    fn columns(&self, record: &mut LogRecord) {
        let optional = record.texts().filter(|(column, _)| column.presence == Presence::Optional);
        for (column, text) in optional {
            if self.keys.contains(&plain(column.name)) {
                REDACTED.clone_into(text);
            }
        }
    }

    fn object(&self, map: &mut Map<String, Value>) {
        for (key, value) in map {
            if self.hides(key) {
                *value = Value::String(REDACTED.to_owned());
            } else {
                self.value(value);
            }
        }
    }

    fn value(&self, value: &mut Value) {
        match value {
            Value::String(text) => self.text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.value(item)),
            Value::Object(map) => self.object(map),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    #[cfg(feature = "patterns")]
    fn text(&self, text: &mut String) {
        for pattern in &self.patterns {
            let replaced = pattern.replace_all(text, regex::NoExpand(REDACTED));
            if let std::borrow::Cow::Owned(replaced) = replaced {
                *text = replaced;
            }
        }
    }

    #[cfg(not(feature = "patterns"))]
    #[expect(clippy::unused_self, reason = "there are patterns with their feature")]
    fn text(&self, _: &mut String) {}
}

/// A name without case and separators.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(|letter| !matches!(letter, '_' | '-' | '.' | ' '));
    letters.flat_map(char::to_lowercase).collect()
}

/// A pattern that is none.
#[cfg(feature = "patterns")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PatternError(String);

#[cfg(feature = "patterns")]
impl std::fmt::Display for PatternError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "a pattern of the redaction cannot be read: {}; correct it", self.0)
    }
}

#[cfg(feature = "patterns")]
impl std::error::Error for PatternError {}
