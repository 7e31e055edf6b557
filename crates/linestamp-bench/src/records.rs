//! Records as a service of several parts writes them: few services and events, many traces, ids in
//! the order of time.

use linestamp_schema::{Environment, Level, LogRecord, Timestamp};
use serde_json::json;

const SERVICES: [&str; 5] = ["coordinator", "executor", "resources", "http", "scheduler"];
const EVENTS: [&str; 8] = [
    "task_started",
    "task_finished",
    "db_query_slow",
    "rpc_call_failed",
    "cache_miss",
    "request_done",
    "lease_renewed",
    "queue_grew",
];
const WORDS: [&str; 12] = [
    "timed out",
    "after",
    "retry",
    "connection",
    "workspace",
    "lease",
    "resource",
    "finished",
    "waiting for",
    "step",
    "upstream",
    "closed",
];

/// The time of the first record, and how many there are in each millisecond.
const FIRST: i64 = 1_763_000_000_000;
const EACH: u64 = 4;

/// So many records from a number on.
pub(crate) fn batch(first: u64, rows: u64) -> Vec<LogRecord> {
    (first..first + rows).map(record).collect()
}

/// The record of a number: always the same.
pub(crate) fn record(number: u64) -> LogRecord {
    let dice = mix(number);
    let at = |faces: &[&'static str], shift: u32| faces[(dice >> shift) as usize % faces.len()];
    let millis = FIRST + (number / EACH) as i64;
    // Ten records to a trace, so that it spans services.
    let trace = mix(number / 10 + 1);
    let workspace = dice >> 40 & 0x1FF;
    let words = [20, 24, 28, 32].map(|shift| at(&WORDS, shift));
    LogRecord {
        id: format!("{millis:012x}-{:016x}", mix(!number)),
        timestamp: Timestamp::from_millis(millis).unwrap_or(Timestamp::MAX),
        level: match dice % 100 {
            0..2 => Level::Error,
            2..7 => Level::Warn,
            7..70 => Level::Info,
            _ => Level::Debug,
        },
        service: at(&SERVICES, 8).to_owned(),
        environment: Environment::Production,
        event_type: Some(at(&EVENTS, 12).to_owned()),
        message: format!("Task {} {} of {} ms", dice & 0xFFFF, words.join(" "), dice >> 50),
        source_location: Some(format!("{}.ts:{}", at(&SERVICES, 8), dice >> 16 & 0x1FF)),
        trace_id: Some(format!("{trace:016x}{:016x}", mix(trace))),
        request_id: Some(format!("req-{:012x}", trace & 0xFFFF_FFFF_FFFF)),
        workspace_id: Some(format!("ws-{workspace}")),
        project_id: Some(format!("project-{}", workspace * 3)),
        user_id: Some(format!("user-{}", trace % 10_000)),
        version: Some("ab12cd34".to_owned()),
        instance_id: None,
        metadata: json!({ "attempt": dice % 4, "duration_ms": dice >> 50 })
            .as_object()
            .cloned()
            .unwrap_or_default(),
    }
}

/// The number, but for the last few, of a record with this time.
pub(crate) fn number_at(millis: i64) -> u64 {
    millis.saturating_sub(FIRST).unsigned_abs() * EACH
}

/// Spreads a number over all bits (SplitMix64).
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let number = (number ^ number >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ number >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ number >> 31
}
