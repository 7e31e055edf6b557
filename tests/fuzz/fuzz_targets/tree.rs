//! Any file: a tree with stamps prints what the stamped text parses to.
#![no_main]

use linestamp_tests::programs::settings;
use linestamp_tests::tree_edit;
use linestamp_transform::Source;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    linestamp_fuzz::let_panics_be_caught();
    let Some((path, text)) = linestamp_fuzz::file(data) else { return };
    if let Some(Err(texts)) = tree_edit::check(&Source::new(path, &text), &settings()) {
        panic!("{texts}\n--- {path}\n{text}");
    }
});
