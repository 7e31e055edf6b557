//! Hostile input: whatever the bytes, a file is handled or refused with a diagnostic, on the two
//! megabytes of stack that a test's thread has, and in reasonable time.

mod bytes;
mod deep;
mod long;
mod panics;
mod truncated;

use std::time::{Duration, Instant};

use linestamp_tests::programs::settings;
use linestamp_transform::{Action, Code, MapRequest, Source, transform};

/// Far more than any of these takes, also unoptimised on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What became of a hostile text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    /// It was handled.
    Handled,
    /// It was refused, by this rule.
    Refused(Code),
}

/// Injects and strips a text with a map; none of it may panic, overflow or hang.
fn fate(path: &str, text: &str) -> Fate {
    let begin = Instant::now();
    let source = Source::new(path, text);
    let mut fates = [Action::Inject { refresh: true }, Action::Strip].map(|action| {
        let done = transform(&source, &settings(), action, MapRequest::Detached);
        if !done.plan.failed() {
            return Fate::Handled;
        }
        assert!(done.plan.edits.is_empty() && done.code.is_none(), "{path}: refused, yet changed");
        Fate::Refused(done.plan.diagnostics[0].code)
    });
    let took = begin.elapsed();
    assert!(took < PATIENCE, "{path} took {took:?}");
    fates.sort_by_key(|fate| *fate == Fate::Handled);
    fates[0]
}

/// Asserts that a text is handled, or refused for its depth.
fn survives(name: &str, path: &str, text: &str) -> Fate {
    let fate = fate(path, text);
    let fine = matches!(fate, Fate::Handled | Fate::Refused(Code::NestedTooDeep));
    assert!(fine, "{name}: {fate:?}");
    println!("{name}: {fate:?}");
    fate
}
