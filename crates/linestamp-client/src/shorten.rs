//! Cuts what is too large, and says so.
//!
//! Input: a complete record. Output: the same within the limits of its columns and those that were
//! given. The rules:
//!
//! - A text that is too long ends with `…`. An `id` is left alone: two that were cut could be one.
//! - A value of the metadata that is nested too deep becomes its JSON text.
//! - Where all metadata is too large, its largest values are left out until it is not.
//! - `linestamp.truncated` in the metadata names what was cut, with how much it was: characters of
//!   a text, bytes of JSON of a value.

use linestamp_schema::{LogRecord, MAX_DEPTH, MAX_METADATA_BYTES, column};
use serde_json::{Map, Value};

use crate::weight;

/// The key of the metadata under which is said what was cut.
const MARK: &str = "linestamp.truncated";

/// How many names the mark has, and how many characters of each: it must not be too large itself.
const NAMED: usize = 32;
const NAME: usize = 32;

/// What that adds to the metadata at most, were each character six in JSON.
const MARK_ROOM: usize = NAMED * (NAME * 6 + 32);

/// How large a record may be; given to
/// [`ClientBuilder::record_limits`](crate::ClientBuilder::record_limits).
///
/// What is larger is cut, and the record's metadata says so under `linestamp.truncated`: there is
/// the name of each text that was cut, with how many characters it had, and of each value that was
/// left out, with its bytes. The limits of the columns hold in any case: a backend with Linestamp's
/// schema would refuse the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordLimits {
    /// The message: at most that many characters; 1,048,576 is the column's limit.
    pub message: usize,
    /// A text in the metadata: at most that many characters.
    pub value: usize,
    /// All metadata: at most that many bytes of JSON; 524,288 is the column's limit.
    pub metadata: usize,
}

impl Default for RecordLimits {
    /// What the columns allow.
    fn default() -> RecordLimits {
        let message = column("message").and_then(|column| column.limit).unwrap_or(1 << 20);
        RecordLimits { message, value: MAX_METADATA_BYTES, metadata: MAX_METADATA_BYTES }
    }
}

/// What was cut, and how much it was.
#[derive(Default)]
struct Marks {
    named: Map<String, Value>,
    others: u64,
}

impl Marks {
    fn add(&mut self, name: &str, size: usize) {
        let name: String = name.chars().take(NAME).collect();
        if self.named.len() < NAMED || self.named.contains_key(&name) {
            self.named.insert(name, size.into());
        } else {
            self.others += 1;
        }
    }

    /// The mark's value, where anything was cut; `…` is how many more there are.
    fn told(mut self) -> Option<Value> {
        if self.others > 0 {
            self.named.insert("…".to_owned(), self.others.into());
        }
        (!self.named.is_empty()).then_some(Value::Object(self.named))
    }
}

impl RecordLimits {
    pub(crate) fn apply(&self, record: &mut LogRecord) {
        let mut marks = Marks::default();
        let limit = column("message").and_then(|column| column.limit).unwrap_or(usize::MAX);
        cut("message", &mut record.message, limit.min(self.message), &mut marks);
        columns(record, &mut marks);
        for (key, value) in &mut record.metadata {
            if is_deeper(value, MAX_DEPTH) {
                let text = value.to_string();
                marks.add(key, text.len());
                *value = Value::String(text);
            }
            self.value(key, value, &mut marks);
        }
        self.whole(&mut record.metadata, &mut marks);
        if let Some(told) = marks.told() {
            record.metadata.insert(MARK.to_owned(), told);
        }
    }

    fn value(&self, key: &str, value: &mut Value, marks: &mut Marks) {
        match value {
            Value::String(text) => cut(key, text, self.value, marks),
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.value(key, item, marks));
            }
            Value::Object(map) => {
                map.values_mut().for_each(|item| self.value(key, item, marks));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Leaves the largest values out until the rest fits.
    fn whole(&self, metadata: &mut Map<String, Value>, marks: &mut Marks) {
        let limit = self.metadata.min(MAX_METADATA_BYTES);
        // A byte is at most six in JSON, so that most need not be written to be counted.
        if weight::object(metadata).saturating_mul(6) <= limit {
            return;
        }
        let mut sizes: Vec<(usize, String)> =
            metadata.iter().map(|(key, value)| (value.to_string().len(), key.clone())).collect();
        let mut total: usize = sizes.iter().map(|(size, key)| size + 6 * key.len() + 4).sum();
        sizes.sort_unstable();
        let mark = MARK_ROOM.min(limit / 4);
        let room = if total > limit { limit - mark } else { limit };
        while total > room {
            let Some((size, key)) = sizes.pop() else { return };
            total -= size + 6 * key.len() + 4;
            metadata.remove(&key);
            marks.add(&key, size);
        }
    }
}

fn columns(record: &mut LogRecord, marks: &mut Marks) {
    // An id names the record, so it stays; the message has a limit of its own.
    let texts = record.texts().filter(|(column, _)| !matches!(column.name, "id" | "message"));
    for (column, text) in texts {
        if let Some(limit) = column.limit {
            cut(column.name, text, limit, marks);
        }
    }
}

/// Cuts a text to that many characters, the `…` at its end included.
fn cut(name: &str, text: &mut String, limit: usize, marks: &mut Marks) {
    // No character is shorter than a byte, so most texts need not be counted.
    if text.len() <= limit {
        return;
    }
    let length = text.chars().count();
    if length <= limit {
        return;
    }
    let keep = limit.saturating_sub(1);
    let end = text.char_indices().nth(keep).map_or(text.len(), |(end, _)| end);
    text.truncate(end);
    text.push('…');
    marks.add(name, length);
}

/// Looks no further than the limit.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(map) => levels == 0 || map.values().any(|item| is_deeper(item, levels - 1)),
        _ => false,
    }
}
