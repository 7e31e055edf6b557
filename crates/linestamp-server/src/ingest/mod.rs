//! Taking records in.
//!
//! Input: a request with records. Output: records that are durable, and an account of each. The way:
//! `body` reads and unpacks what was sent, within its limits; `read` makes records of it, one at a
//! time; `take` stores them. The memory that a request takes on this way is booked in [`Room`] before it
//! is taken, by what `weigh` says.

mod body;
mod otlp;
mod read;
mod records;
mod room;
mod take;
mod weigh;

use serde_json::json;

use crate::openapi::Operation;
use crate::problem::Code;
use crate::routes::Routes;
use crate::trust::Role;

pub(crate) use read::MOST_RECORDS;
pub(crate) use room::Room;

/// The routes.
pub(crate) fn routes() -> Routes {
    records::routes().and(otlp::routes())
}

/// Something that takes records in: how it can end, and which headers it heeds.
fn taking(id: &'static str, summary: &'static str) -> Operation {
    let key = json!({ "type": "string", "minLength": 1, "maxLength": records::MOST_KEY_BYTES });
    let packing = json!({ "type": "string", "enum": ["gzip", "zstd", "identity"] });
    Operation::new(id, summary)
        .needs(Role::Ingest)
        .uses_store()
        .may_fail(&[Code::BadBody, Code::TooLarge, Code::Unsupported, Code::Full])
        .may_fail(&[Code::Failed, Code::Clock])
        .heeds(
            "Idempotency-Key",
            "The same request with the same key makes the same ids for records that have none, so \
             that it can be sent again; visible ASCII characters.",
            key,
        )
        .heeds("Content-Encoding", "How the body is packed.", packing)
}
