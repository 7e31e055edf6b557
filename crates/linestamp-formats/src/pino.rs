//! pino, and bunyan before it: NDJSON with levels as numbers.
//!
//! | key | becomes |
//! |---|---|
//! | `level` | 10 and 20 debug, 30 info, 40 warn, 50 and 60 error; the number is kept |
//! | `time` | the timestamp |
//! | `msg` | the message; without it that of `err`, else an empty one |
//! | `name` | the service |
//! | `reqId`, `req.id` | the request |
//! | `err`, `hostname`, `pid` and the rest | metadata |

use serde_json::Value;

use crate::adopt::{Fields, adopt, lacks};
use crate::ndjson;

/// Gives the columns what pino writes for them.
pub(crate) fn read(fields: &mut Fields) {
    ndjson::read(fields);
    adopt(fields, "service", &["name"]);
    adopt(fields, "request_id", &["reqId", "req_id"]);
    if lacks(fields, "request_id") {
        copy(fields, "request_id", "/req/id");
    }
    if lacks(fields, "message") {
        copy(fields, "message", "/err/message");
    }
    if lacks(fields, "message") {
        fields.insert("message".to_owned(), Value::String(String::new()));
    }
}

/// Copies what lies within an object, which stays whole.
fn copy(fields: &mut Fields, column: &str, path: &str) {
    let path: Vec<&str> = path.split('/').skip(1).collect();
    let [outer, inner] = path[..] else { return };
    let found = fields.get(outer).and_then(|object| object.get(inner)).cloned();
    if let Some(found @ (Value::String(_) | Value::Number(_))) = found {
        fields.insert(column.to_owned(), found);
    }
}
