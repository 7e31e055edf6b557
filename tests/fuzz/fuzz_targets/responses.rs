//! Any bytes as a backend's answer: whatever it says, each record has one fate, and none is
//! confirmed by an error.
//!
//! The first byte names the protocol, the second the status, the third how many records were sent,
//! the fourth how long the `Retry-After` behind it is; the rest is the body.
#![no_main]

use std::time::UNIX_EPOCH;

use linestamp_client::Verdict;
use linestamp_client::sinks::transport::Answer;
use linestamp_client::sinks::{
    clickhouse, datadog, elasticsearch, http, linestamp, loki, otlp, presets, splunk,
};

/// Every status that a table names, and some that none does.
const STATUSES: [u16; 32] = [
    200, 202, 204, 206, 100, 301, 307, 400, 401, 402, 403, 404, 405, 407, 408, 409, 410, 413, 415,
    421, 422, 425, 429, 451, 500, 501, 502, 503, 504, 505, 507, 599,
];

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let [protocol, status, records, length, rest @ ..] = data else { return };
    let (header, body) = rest.split_at((*length as usize).min(rest.len()));
    let (status, records) =
        (STATUSES[*status as usize % STATUSES.len()], 1 + *records as usize % 8);
    let header = std::str::from_utf8(header).ok().filter(|header| !header.is_empty());
    let answer = Answer { status, retry_after: header, body, now: UNIX_EPOCH };
    if let Some(verdict) = classify(*protocol, &answer, records) {
        check(&verdict, &answer, records);
    }
});

fn classify(protocol: u8, answer: &Answer<'_>, records: usize) -> Option<Verdict> {
    Some(match protocol % 13 {
        0 => http::classify(answer, http::Answers::Status, records),
        1 => http::classify(answer, http::Answers::Items, records),
        2 => otlp::classify(answer, Some(otlp::Encoding::Protobuf), records),
        3 => otlp::classify(answer, Some(otlp::Encoding::Json), records),
        4 => clickhouse::classify(answer, None),
        5 => clickhouse::classify(answer, answer.retry_after),
        6 => elasticsearch::classify(answer, records),
        7 => loki::classify(answer),
        8 => datadog::classify(answer),
        9 => linestamp::classify(answer, records),
        10 => presets::classify_axiom(answer, answer.retry_after, records),
        11 => presets::classify_better_stack(answer),
        _ => return splunk(answer, records),
    })
}

fn splunk(answer: &Answer<'_>, records: usize) -> Option<Verdict> {
    if let Ok(true) = splunk::acknowledged(answer, 1) {
        assert!((200..=299).contains(&answer.status), "an error acknowledges");
    }
    match splunk::classify(answer, answer.retry_after.is_some(), records) {
        splunk::Said::Verdict(verdict) => Some(verdict),
        splunk::Said::Ask(_) => {
            assert!((200..=299).contains(&answer.status), "an error is asked about");
            None
        }
    }
}

fn check(verdict: &Verdict, answer: &Answer<'_>, records: usize) {
    let is_success = (200..=299).contains(&answer.status);
    match verdict {
        Verdict::Confirmed => assert!(is_success, "an error confirms"),
        Verdict::Partial { refused, again } => {
            let mut named: Vec<usize> = refused.iter().map(|(index, _)| *index).collect();
            named.extend(again);
            assert!(!named.is_empty(), "nothing is left over: that is a confirmation");
            assert!(named.iter().all(|index| *index < records), "a record that was not sent");
            let all = named.len();
            named.sort_unstable();
            named.dedup();
            assert_eq!(named.len(), all, "a record with two fates");
            // An error confirms nobody: whoever is not refused is sent again.
            assert!(is_success || all == records, "an error confirms a record");
            refused.iter().for_each(|(_, reason)| readable(reason));
        }
        Verdict::SomeRefused { refused, reason } => {
            assert!(is_success && (1..=records).contains(refused), "not so many were sent");
            readable(reason);
        }
        Verdict::Retry { reason, .. }
        | Verdict::TooLarge { reason }
        | Verdict::Refused { reason }
        | Verdict::Held { reason } => readable(reason),
    }
}

/// Reasons go to a terminal and into a dead letter: a line, and not the whole body.
fn readable(reason: &str) {
    assert!(reason.chars().count() <= 400, "a reason as long as a body: {reason:?}");
    assert!(!reason.contains(['\n', '\r']), "a reason of several lines: {reason:?}");
}
