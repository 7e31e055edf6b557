//! The request.

use super::config::{Encoding, Otlp};
use crate::sinks::transport::{Call, Transport};

impl Encoding {
    fn content_type(self) -> &'static str {
        match self {
            Encoding::Protobuf => "application/x-protobuf",
            Encoding::Json => "application/json",
        }
    }

    /// That of an answer; `None` where it is neither.
    pub(super) fn of(content_type: Option<&str>) -> Option<Encoding> {
        let kind = content_type?.split(';').next()?.trim().to_ascii_lowercase();
        let is_it = |encoding: &Encoding| encoding.content_type() == kind;
        [Encoding::Protobuf, Encoding::Json].into_iter().find(is_it)
    }
}

/// The request with that body.
pub(super) fn request(transport: &Transport, otlp: &Otlp, body: Vec<u8>) -> Call {
    let content_type = otlp.encoding.content_type();
    Call { url: transport.at("/v1/logs"), content_type, body }
}
