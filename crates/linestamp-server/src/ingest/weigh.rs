//! How much memory things take: what is about to be read, before it is read, and what was read.
//!
//! Estimates of what the allocator hands out. Those of a text are the most that it can come to.

use linestamp_schema::LogRecord;
use serde_json::{Map, Value};

/// What an allocation takes beyond what is in it.
const ALLOCATION: usize = 16;

/// One entry of an object where it lies.
const SLOT: usize = size_of::<String>() + size_of::<Value>();

/// A node of an object's tree: room for eleven entries, of which five are taken at least.
const NODE: usize = 11 * SLOT + 64;

/// An object's first node, and that of the object that it is put into.
const OBJECT: usize = NODE + ALLOCATION;

/// An entry of an object: its share of a node, and its key.
const ENTRY: usize = NODE / 5 + ALLOCATION;

/// An array has room for four at first.
const ARRAY: usize = 4 * size_of::<Value>() + ALLOCATION;

/// An element of an array, which has grown by doubling, or a text in it.
const ELEMENT: usize = 2 * size_of::<Value>() + 2 * ALLOCATION;

/// A message of protocol buffers and the JSON that it becomes: an object of few entries.
const MESSAGE: usize = 256 + OBJECT + 2 * ENTRY;

/// The most that a text of JSON can take once it is read, beside the text. Its marks are counted,
/// those within its texts too: that is done many times faster than it is read.
pub(super) fn of_json(text: &[u8]) -> usize {
    let count = |mark: u8| memchr::memchr_iter(mark, text).count();
    let marks = count(b'{') * OBJECT + count(b':') * ENTRY;
    text.len() + marks + count(b'[') * ARRAY + count(b',') * ELEMENT
}

/// The most that so many messages in so many bytes can take once they are JSON.
pub(super) fn of_messages(messages: usize, bytes: usize) -> usize {
    // A byte becomes two characters at most: those of identifiers do.
    messages * MESSAGE + 3 * bytes
}

/// What a record takes, in a list that grows by doubling.
pub(super) fn of_record(record: &mut LogRecord) -> usize {
    let texts: usize = record.texts().map(|(_, text)| text.capacity() + ALLOCATION).sum();
    2 * size_of::<LogRecord>() + texts + of_object(&record.metadata)
}

fn of_object(object: &Map<String, Value>) -> usize {
    let entry = |(key, value): (&String, &Value)| key.capacity() + ENTRY + of_value(value);
    if object.is_empty() { 0 } else { OBJECT + object.iter().map(entry).sum::<usize>() }
}

/// What a value takes elsewhere than where it lies.
pub(super) fn of_value(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 0,
        Value::String(text) => text.capacity() + ALLOCATION,
        Value::Array(items) => {
            let inner: usize = items.iter().map(of_value).sum();
            ALLOCATION + items.capacity() * size_of::<Value>() + inner
        }
        Value::Object(object) => of_object(object),
    }
}
