//! What the fuzz targets share: how bytes become an input.

use linestamp_formats::{Decoder, Entry, Format, Rules};
use linestamp_schema::{Environment, Intake, Level, Moment, Timestamp};
use linestamp_tests::choices::Choices;
use linestamp_tests::programs::{Dialect, program};

/// Lets the engine catch the panics of its parser. libFuzzer's own hook ends the run before anything
/// can be caught; a panic that nobody catches ends it all the same, with its message.
pub fn let_panics_be_caught() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        std::panic::set_hook(Box::new(|panic| {
            let caught = panic.location().is_some_and(|at| at.file().contains("swc_ecma_parser"));
            if !caught {
                eprintln!("{panic}");
            }
        }));
    });
}

/// A file that the fuzzer makes up. The first byte says how: `0` to `3` take the rest as text, of
/// a `.ts`, `.tsx`, `.js` or `.cjs` file; `4` to `7` take it as the decisions of the generator of
/// programs, so that most of them parse. (Other bytes count by their remainder.)
pub fn file(data: &[u8]) -> Option<(&'static str, String)> {
    const CASTS: Dialect = Dialect { casts: true, ..Dialect::TYPED_MODULE };
    let (&first, rest) = data.split_first()?;
    let generated = |dialect| program(&mut Choices::from_bytes(rest), dialect);
    let text = || String::from_utf8_lossy(rest).into_owned();
    Some(match first & 7 {
        0 => ("a.ts", text()),
        1 => ("a.tsx", text()),
        2 => ("a.js", text()),
        3 => ("a.cjs", text()),
        4 => ("a.ts", generated(CASTS)),
        5 => ("a.mts", generated(Dialect::TYPED_MODULE)),
        6 => ("a.mjs", generated(Dialect::MODULE)),
        _ => ("a.cjs", generated(Dialect::SCRIPT)),
    })
}

/// Two texts, parted by a NUL.
pub fn two(data: &[u8]) -> (&[u8], &[u8]) {
    let at = data.iter().position(|byte| *byte == 0).unwrap_or(data.len());
    (&data[..at], data.get(at + 1..).unwrap_or_default())
}

/// Any input of a format, or of one that is to be recognised, in pieces and whole: the same entries,
/// none without a reason or a position of its own. The first byte is the size of the pieces.
pub fn input(data: &[u8], format: Format) {
    let Some((&first, rest)) = data.split_first() else { return };
    let size = usize::from(first).max(1);
    for format in [Some(format), None] {
        let whole = entries(rest, rest.len().max(1), format);
        let pieces = entries(rest, size, format);
        assert_eq!(format!("{whole:?}"), format!("{pieces:?}"), "the size of the pieces matters");
        let mut ids = Vec::new();
        for entry in whole {
            match entry.outcome {
                // An id that is given may be given twice.
                Ok(record) => ids.extend(record.id.strip_prefix("at ").map(str::to_owned)),
                Err(refused) => {
                    assert!(!refused.reason().is_empty() && !refused.input().is_empty())
                }
            }
        }
        let records = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), records, "two records have one position");
    }
}

fn entries(data: &[u8], size: usize, format: Option<Format>) -> Vec<Entry> {
    let intake = Intake::new().service("fuzz").environment(Environment::Staging);
    let now = Timestamp::MAX;
    let mut mark =
        |position: u64| (Moment { now, random: [0; 10] }, Some(format!("at {position}")));
    let rules = Rules::default().level(Some(Level::Debug));
    let mut decoder = Decoder::new(format, rules);
    let mut entries = Vec::new();
    for piece in data.chunks(size) {
        decoder.feed(piece);
        entries.extend(std::iter::from_fn(|| decoder.next(&intake, &mut mark)));
    }
    decoder.finish();
    entries.extend(std::iter::from_fn(|| decoder.next(&intake, &mut mark)));
    entries
}
