//! The requests.

use crate::sinks::transport::{Call, Transport};

/// The request with those events.
pub(super) fn events(transport: &Transport, body: Vec<u8>) -> Call {
    let url = transport.at("/services/collector/event");
    Call { url, content_type: "application/json", body }
}

/// The question for an acknowledgement, beside the events' address.
pub(super) fn question(transport: &Transport, channel: &str, body: Vec<u8>) -> Call {
    let mut url = transport.at("/services/collector/event");
    // An address of HTTP can always have a path.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop().push("ack");
    }
    url.query_pairs_mut().append_pair("channel", channel);
    Call { url, content_type: "application/json", body }
}
