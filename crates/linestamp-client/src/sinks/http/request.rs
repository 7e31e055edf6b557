//! The request.

use super::config::Http;
use crate::sinks::transport::{Call, Transport};

/// The request with that body.
pub(super) fn request(transport: &Transport, http: &Http, body: Vec<u8>) -> Call {
    Call { url: transport.url.clone(), content_type: http.format.content_type(), body }
}
