//! The request.

use super::config::Elasticsearch;
use crate::sinks::transport::{Call, Transport};

/// The request with that body.
pub(super) fn request(transport: &Transport, search: &Elasticsearch, body: Vec<u8>) -> Call {
    let mut url = transport.url.clone();
    // An address of HTTP can always have a path.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().push(&search.index).push("_bulk");
    }
    Call { url, content_type: "application/x-ndjson", body }
}
