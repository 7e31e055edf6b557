//! TypeScript's parser judges the output: on published sources, and on generated programs.

mod generated;
mod itself;
mod packages;

use linestamp_tests::promises::{Verdict, check};
use linestamp_tests::trees::Case;
use linestamp_transform::Settings;

/// Stamps a text and checks what the engine promises; what is left for TypeScript to judge.
fn stamp(path: &str, text: &str, settings: &Settings) -> Result<(Case, u64), String> {
    match check(path, text, settings).map_err(|message| format!("{path}: {message}"))? {
        Verdict::Handled(handled) => Ok((Case::new(path, text, &handled), handled.records)),
        Verdict::Refused(code) => Err(format!("{path}: refused by {code}")),
    }
}

/// Fails where there are complaints, with the first of them.
fn report(mut complaints: Vec<String>, what: &str) {
    let count = complaints.len();
    complaints.truncate(20);
    assert!(count == 0, "{what}: {count} complaints\n{}", complaints.join("\n"));
}
