//! What the engine is asked about a text, and what it says.

use std::collections::{HashMap, HashSet};

use linestamp_migrate::{Call, Migration, Outcome};
use linestamp_transform::{
    Action, ByteSpan, Counts, Diagnostic, LineTable, Severity, Site, Transformed,
};

use crate::excerpt::Place;
use crate::finding::{Finding, Rule};

/// What the engine is asked about a text.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Question<'a> {
    /// Which stamps go in, or come out.
    Stamps(Action),
    /// What becomes of the calls of an old logger.
    Migration(&'a linestamp_migrate::Settings, &'a Accepted),
}

/// The calls in doubt that a person accepts, by their files' names in stamps.
#[derive(Debug, Default)]
pub(crate) struct Accepted(HashMap<String, HashSet<ByteSpan>>);

impl Accepted {
    /// Adds a call.
    pub(crate) fn add(&mut self, path: &str, call: ByteSpan) {
        self.0.entry(path.to_owned()).or_default().insert(call);
    }

    /// Whether a call is one of them.
    pub(crate) fn holds(&self, path: &str, call: ByteSpan) -> bool {
        self.0.get(path).is_some_and(|calls| calls.contains(&call))
    }
}

/// What the engine says.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// The new text; `None` where nothing changes.
    pub(super) code: Option<String>,
    /// The new map.
    pub(super) map: Option<String>,
    /// Whether the text could not be handled.
    pub(super) failed: bool,
    pub(super) findings: Vec<Finding>,
    pub(super) sites: Vec<Site>,
    pub(super) counts: Counts,
    pub(super) calls: Vec<Call>,
    /// The modules that are imported no more.
    pub(super) dropped: Vec<String>,
}

impl Answer {
    pub(super) fn of_stamps(done: Transformed, text: &str) -> Answer {
        Answer {
            code: done.code,
            map: done.map,
            failed: done.plan.failed(),
            counts: done.plan.counts(),
            findings: findings(done.plan.diagnostics, text),
            sites: done.plan.sites,
            ..Answer::default()
        }
    }

    pub(super) fn of_calls(done: Result<Migration, Box<Diagnostic>>, text: &str) -> Answer {
        match done {
            Ok(done) => Answer {
                code: done.code,
                findings: left_alone(&done.calls, text),
                calls: done.calls,
                dropped: done.dropped,
                ..Answer::default()
            },
            Err(error) => {
                Answer { failed: true, findings: findings(vec![*error], text), ..Answer::default() }
            }
        }
    }
}

/// The engine's diagnostics with the lines that they speak of.
pub(crate) fn findings(diagnostics: Vec<Diagnostic>, text: &str) -> Vec<Finding> {
    if diagnostics.is_empty() {
        return Vec::new();
    }
    let table = LineTable::new(text);
    diagnostics.into_iter().map(|found| Finding::from_engine(found, text, &table)).collect()
}

/// The calls that a person has to look at.
fn left_alone(calls: &[Call], text: &str) -> Vec<Finding> {
    let table = LineTable::new(text);
    let reported = calls.iter().filter(|call| call.outcome == Outcome::Reported);
    let finding = |call: &Call| Finding {
        severity: Severity::Warning,
        rule: Rule::NotMigrated,
        message: format!("left as it is: {}", call.reason.as_deref().unwrap_or("no rule for it")),
        place: Some(Place::new(text, &table, call.span)),
        help: call.help.map(str::to_owned),
    };
    reported.map(finding).collect()
}
