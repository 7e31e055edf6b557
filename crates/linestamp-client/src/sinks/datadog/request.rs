//! The request.

use crate::sinks::transport::{Call, Transport};

/// The request with that body.
pub(super) fn request(transport: &Transport, body: Vec<u8>) -> Call {
    Call { url: transport.at("/api/v2/logs"), content_type: "application/json", body }
}
