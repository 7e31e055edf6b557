//! The request.

use crate::sinks::transport::{Call, Transport};

/// The request with that body.
pub(super) fn request(transport: &Transport, body: Vec<u8>) -> Call {
    Call { url: transport.at("/v1/records"), content_type: "application/x-ndjson", body }
}
