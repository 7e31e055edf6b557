//! The engine's promises, as checks for any text.

mod edits;
mod map;
mod sites;

use linestamp_transform::{Action, Code, MapRequest, Outcome, Settings, Source, transform};

/// What became of a text that the engine was asked to stamp.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It was handled, and every promise holds.
    Handled(Handled),
    /// It was refused, by this rule.
    Refused(Code),
}

/// What a handled text came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handled {
    /// The stamped text; the text itself where there was nothing to stamp.
    pub code: String,
    /// The source map as JSON, where something was stamped.
    pub map: Option<String>,
    /// The bytes of `code` that were inserted.
    pub inserted: Vec<std::ops::Range<usize>>,
    /// How many records there were.
    pub records: u64,
}

/// What promises 1 to 5 say, checked for one text. The text must not carry a source map.
///
/// # Errors
///
/// The promise that does not hold.
pub fn check(path: &str, text: &str, settings: &Settings) -> Result<Verdict, String> {
    let source = Source::new(path, text);
    let inject = Action::Inject { refresh: false };
    let done = transform(&source, settings, inject, MapRequest::Detached);
    if done.plan.failed() {
        return refused(&done.plan).map(Verdict::Refused);
    }
    let handled = edits::apply(text, &done)?;
    sites::check(text, &done.plan)?;
    if !done.plan.sites.is_empty() && !settings.may_hold_sites(text.as_bytes()) {
        return Err("the prefilter passes over a file with sites".to_owned());
    }
    if let Some(map) = &handled.map {
        map::check(text, &handled, map)?;
    }
    idempotent(path, &handled, &done.plan.counts(), settings)?;
    reversible(path, text, &handled, settings)?;
    Ok(Verdict::Handled(handled))
}

fn refused(plan: &linestamp_transform::Plan) -> Result<Code, String> {
    let error = plan
        .diagnostics
        .iter()
        .map(|d| d.code)
        .find(|code| matches!(code, Code::Syntax | Code::NestedTooDeep | Code::SourceMap));
    match error {
        Some(code) if plan.edits.is_empty() && plan.sites.is_empty() => Ok(code),
        Some(code) => Err(format!("refused by {code}, yet there are edits or sites")),
        None => Err("refused without an error that says why".to_owned()),
    }
}

/// A second run changes nothing and finds each stamped record to be present.
fn idempotent(
    path: &str,
    first: &Handled,
    counts: &linestamp_transform::Counts,
    settings: &Settings,
) -> Result<(), String> {
    for refresh in [false, true] {
        let source = Source::new(path, &first.code);
        let again = transform(&source, settings, Action::Inject { refresh }, MapRequest::Detached);
        if again.plan.failed() {
            return Err(format!("the output does not parse: {:?}", again.plan.diagnostics));
        }
        let stale = again.plan.counts().get(Outcome::Stale);
        if (again.code.is_some() || !again.plan.edits.is_empty()) && !(refresh && stale > 0) {
            return Err(format!("a second run makes {:?}", again.plan.edits));
        }
        let stamped = counts.get(Outcome::Stamped) + counts.get(Outcome::Wrapped);
        let present = again.plan.counts().get(Outcome::Present);
        if present < stamped {
            return Err(format!("{stamped} records were stamped, {present} are present after it"));
        }
    }
    Ok(())
}

/// `strip` takes out what `inject` put in. A text with stamps of its own loses those as well.
fn reversible(path: &str, text: &str, first: &Handled, settings: &Settings) -> Result<(), String> {
    let strip =
        |text: &str| transform(&Source::new(path, text), settings, Action::Strip, MapRequest::None);
    let bare = strip(text).code;
    let stripped = strip(&first.code);
    if stripped.plan.failed() {
        return Err(format!("the output cannot be stripped: {:?}", stripped.plan.diagnostics));
    }
    let stripped = stripped.code.as_deref().unwrap_or(&first.code);
    let expected = bare.as_deref().unwrap_or(text);
    if stripped == expected {
        return Ok(());
    }
    let at = stripped.bytes().zip(expected.bytes()).take_while(|(a, b)| a == b).count();
    let around = |text: &str| {
        let bytes = &text.as_bytes()[at.saturating_sub(60)..text.len().min(at + 60)];
        String::from_utf8_lossy(bytes).into_owned()
    };
    Err(format!("strip gives\n{:?}\nwhere there was\n{:?}", around(stripped), around(expected)))
}
