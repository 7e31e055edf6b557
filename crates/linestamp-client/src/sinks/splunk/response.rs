//! What an answer means, by the collector's codes.
//!
//! Source: "Troubleshoot HTTP Event Collector", "Possible error codes", and "About HTTP Event
//! Collector Indexer Acknowledgment" (<https://docs.splunk.com/Documentation/Splunk/latest/Data/TroubleshootHTTPEventCollector>,
//! <https://docs.splunk.com/Documentation/Splunk/latest/Data/AboutHECIDXAck>).

use std::collections::HashMap;

use serde::Deserialize;

use crate::sinks::transport::{Answer, by_status};
use crate::verdict::Verdict;

#[derive(Deserialize)]
struct Response {
    code: u32,
    #[serde(rename = "ackId")]
    ack: Option<u64>,
    #[serde(rename = "invalid-event-number")]
    invalid: Option<usize>,
    #[serde(default)]
    text: String,
}

/// What the collector said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Said {
    /// That is it.
    Verdict(Verdict),
    /// Taken, and to be asked about by this number.
    Ask(u64),
}

/// What an answer to that many events means; `acknowledge` is whether a number is expected.
///
/// | answer | verdict |
/// |---|---|
/// | 2xx, code 0 | confirmed; with `ackId`, to be asked about |
/// | 2xx without code 0, or without the `ackId` that is expected | again |
/// | 6, 12, 13, 15 with `invalid-event-number` | that record is refused, the others again |
/// | 1 to 4 (token), 7 (index), 10, 11 (channel), 14 (no acknowledgement), 16 | held |
/// | 8, 9, 18 to 20, 23 | again, not before `Retry-After` |
/// | no code, or another | by the status |
#[must_use]
pub fn classify(answer: &Answer<'_>, acknowledge: bool, records: usize) -> Said {
    let response = serde_json::from_slice::<Response>(answer.body).ok();
    let is_success = (200..=299).contains(&answer.status);
    let verdict = match response {
        Some(Response { code: 0, ack: Some(ack), .. }) if is_success && acknowledge => {
            return Said::Ask(ack);
        }
        Some(Response { code: 0, .. }) if is_success && !acknowledge => Verdict::Confirmed,
        _ if is_success => answer.unreadable(),
        Some(Response { code: 6 | 12 | 13 | 15, invalid: Some(invalid), text, .. })
            if invalid < records =>
        {
            let again = (0..records).filter(|index| *index != invalid).collect();
            Verdict::Partial { refused: vec![(invalid, answer.reason_of(&text))], again }
        }
        Some(Response { code: 1..=4 | 7 | 10 | 11 | 14 | 16, .. }) => {
            Verdict::Held { reason: answer.reason() }
        }
        Some(Response { code: 8 | 9 | 18..=20 | 23, .. }) => answer.again(),
        _ => by_status(answer),
    };
    Said::Verdict(verdict)
}

/// Whether an answer to the question for an acknowledgement says that it is written; otherwise why
/// there is no use in asking on.
///
/// # Errors
/// The verdict, where it is no such answer.
pub fn acknowledged(answer: &Answer<'_>, ack: u64) -> Result<bool, Verdict> {
    #[derive(Deserialize)]
    struct Acks {
        acks: HashMap<String, bool>,
    }
    if !(200..=299).contains(&answer.status) {
        return match classify(answer, false, 1) {
            Said::Verdict(Verdict::Refused { reason }) => Err(Verdict::Held { reason }),
            Said::Verdict(verdict) => Err(verdict),
            Said::Ask(_) => Ok(false),
        };
    }
    let acks = serde_json::from_slice::<Acks>(answer.body).map_err(|_| answer.unreadable())?;
    Ok(acks.acks.get(&ack.to_string()).copied().unwrap_or(false))
}
