//! Reads a text as a decoder would get it.

use linestamp_formats::{Decoder, Entry, Format, Rules};
use linestamp_schema::{Environment, Intake, LogRecord, Moment, Timestamp};

/// When records without a time were written.
pub(crate) const NOW: i64 = 1_763_000_000_999;

pub(crate) fn intake() -> Intake {
    Intake::new().service("tests").environment(Environment::Staging)
}

/// The moment, and the position as the id.
pub(crate) fn stamp(position: u64) -> (Moment, Option<String>) {
    let now = Timestamp::from_millis(NOW).unwrap();
    (Moment { now, random: [0xab; 10] }, Some(position.to_string()))
}

/// What is there now.
pub(crate) fn drain(decoder: &mut Decoder) -> Vec<Entry> {
    let intake = intake();
    std::iter::from_fn(|| decoder.next(&intake, &mut stamp)).collect()
}

/// Reads all of it, fed in pieces of that size.
pub(crate) fn read_by(
    bytes: &[u8],
    size: usize,
    format: Option<Format>,
    rules: Rules,
) -> Vec<Entry> {
    let mut decoder = Decoder::new(format, rules);
    let mut entries = Vec::new();
    for piece in bytes.chunks(size) {
        decoder.feed(piece);
        entries.extend(drain(&mut decoder));
    }
    decoder.finish();
    entries.extend(drain(&mut decoder));
    entries
}

/// Reads all of it; the format is recognised.
pub(crate) fn read(text: impl AsRef<[u8]>) -> Vec<Entry> {
    read_by(text.as_ref(), 4096, None, Rules::default())
}

/// The records, where each unit has to give one.
#[track_caller]
pub(crate) fn records(text: impl AsRef<[u8]>) -> Vec<LogRecord> {
    read(text).into_iter().map(|entry| entry.outcome.unwrap()).collect()
}

/// The lines and reasons of what is refused, in short.
pub(crate) fn refusals(entries: &[Entry]) -> Vec<(u64, String)> {
    let refused = |entry: &Entry| {
        let reason = entry.outcome.as_ref().err()?.reason().to_owned();
        Some((entry.line, reason))
    };
    entries.iter().filter_map(refused).collect()
}
