//! What the fuzz targets share: how bytes become an input.

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
