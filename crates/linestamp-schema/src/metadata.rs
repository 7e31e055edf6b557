//! What has no column of its own.

use std::io;

use serde_json::{Map, Value};

use crate::refusal::{Refusal, Why};

/// How many arrays and objects may lie within one another in a value of the metadata.
pub const MAX_DEPTH: usize = 32;

/// How large all metadata may be, as JSON.
pub const MAX_METADATA_BYTES: usize = 512 * 1024;

/// Keeps a value under a key, or where that is taken by another value, under `key_2`, `key_3` and
/// so on.
pub(crate) fn keep(metadata: &mut Map<String, Value>, key: &str, value: Value) {
    let mut free = key.to_owned();
    let mut number = 1;
    while let Some(there) = metadata.get(&free) {
        if *there == value {
            return;
        }
        number += 1;
        free = format!("{key}_{number}");
    }
    metadata.insert(free, value);
}

/// Refuses metadata that is too deep or too large.
pub(crate) fn check(metadata: &Map<String, Value>) -> Result<(), Refusal> {
    if let Some((key, _)) = metadata.iter().find(|(_, value)| is_deeper(value, MAX_DEPTH)) {
        return Err(Refusal::new(key, Why::TooDeep));
    }
    let counted = serde_json::to_writer(Counter { left: MAX_METADATA_BYTES }, metadata);
    counted.map_err(|_| Refusal::new("metadata", Why::TooLarge))
}

/// Looks no further than the limit, so any depth is safe.
fn is_deeper(value: &Value, levels: usize) -> bool {
    match value {
        Value::Array(items) => levels == 0 || items.iter().any(|item| is_deeper(item, levels - 1)),
        Value::Object(items) => {
            levels == 0 || items.values().any(|item| is_deeper(item, levels - 1))
        }
        _ => false,
    }
}

/// Counts what is written, and fails where it is too much.
struct Counter {
    left: usize,
}

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.left = self.left.checked_sub(bytes.len()).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
