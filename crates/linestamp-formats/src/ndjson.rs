//! NDJSON: a JSON object a line.
//!
//! A column is taken under its own name, else under the names that are usual elsewhere.

use crate::adopt::{Fields, adopt, translate_level};

/// Gives the columns what is written under usual names.
pub(crate) fn read(fields: &mut Fields) {
    translate_level(fields);
    adopt(fields, "level", &["severity", "lvl", "levelname", "severityText"]);
    adopt(fields, "message", &["msg", "body"]);
    adopt(fields, "timestamp", &["time", "ts", "@timestamp"]);
}
