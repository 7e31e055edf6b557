//! Any file: never a panic, and promises 1 to 5 where it is handled.
#![no_main]

use linestamp_tests::programs::settings;
use linestamp_tests::promises::check;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    linestamp_fuzz::let_panics_be_caught();
    let Some((path, text)) = linestamp_fuzz::file(data) else { return };
    if text.contains("sourceMappingURL") {
        return;
    }
    if let Err(message) = check(path, &text, &settings()) {
        panic!("{message}\n--- {path}\n{text}");
    }
});
