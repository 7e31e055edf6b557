//! Any file, stamped by whomever: stripping takes whole stamps, leaves the lines, and a second time
//! finds nothing that the first one left.
#![no_main]

use linestamp_tests::programs::settings;
use linestamp_transform::{Action, LineTable, MapRequest, Source, transform};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    linestamp_fuzz::let_panics_be_caught();
    let Some((path, text)) = linestamp_fuzz::file(data) else { return };
    let settings = settings();
    let strip = |text: &str| {
        transform(&Source::new(path, text), &settings, Action::Strip, MapRequest::None)
    };
    let done = strip(&text);
    let Some(code) = done.code.filter(|_| !text.contains("sourceMappingURL")) else { return };
    assert_eq!(code, done.plan.apply(&text), "the code is the text with the edits");
    assert!(done.plan.edits.iter().all(|edit| edit.text.is_empty()), "only removals");
    assert_eq!(LineTable::new(&code).len(), LineTable::new(&text).len(), "the same lines");
    let again = strip(&code);
    assert!(!again.plan.failed(), "{text}\n--- no longer parses\n{code}");
});
