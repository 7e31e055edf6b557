//! The crate's entry point, and what it gives.

use linestamp_transform::analysis::{analyse, imports_of};
use linestamp_transform::{ByteSpan, Diagnostic, Edit, Position, apply_edits, imports};

use crate::file::File;
use crate::quoted::names_module;
use crate::settings::Settings;

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It is a record now.
    Rewritten,
    /// It stays as it is, and the reason says why.
    Reported,
    /// A `linestamp-ignore` comment says to leave it alone.
    Ignored,
}

impl Outcome {
    /// Every outcome, in the order in which summaries list them.
    pub const ALL: [Outcome; 3] = [Outcome::Rewritten, Outcome::Reported, Outcome::Ignored];

    /// The name in reports, such as `rewritten`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Rewritten => "rewritten",
            Outcome::Reported => "reported",
            Outcome::Ignored => "ignored",
        }
    }
}

/// One call of a logger, or one that may be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Call {
    /// The bytes of the call.
    pub span: ByteSpan,
    /// Where it begins.
    pub position: Position,
    /// The logger that it belongs to, such as `pino`; `None` where nothing proves that it is one.
    pub logger: Option<String>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// Why it stays as it is.
    pub reason: Option<String>,
    /// What to do about that, where there is more to say than to rewrite it by hand.
    pub help: Option<&'static str>,
    /// What a call in doubt would become, where only its logger is in doubt.
    pub proposal: Option<Proposal>,
}

/// The lines of a call in doubt, as they are and as they would be.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Proposal {
    /// The lines that the call stands on.
    pub before: String,
    /// The same with the record.
    pub after: String,
}

/// What becomes of one file.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Migration {
    /// The calls, in the order of the text.
    pub calls: Vec<Call>,
    /// The edits, in the order of their spans, which do not overlap.
    pub edits: Vec<Edit>,
    /// The new text; `None` where nothing changes.
    pub code: Option<String>,
    /// The modules that the old text imports and the new one does not name any more, by specifier.
    pub dropped: Vec<String>,
}

impl Migration {
    /// How many calls have an outcome.
    #[must_use]
    pub fn count(&self, outcome: Outcome) -> usize {
        self.calls.iter().filter(|call| call.outcome == outcome).count()
    }
}

/// Finds the calls of loggers in a text, whose grammar its path decides, and rewrites them.
///
/// # Errors
///
/// Why the text cannot be parsed.
pub fn migrate(path: &str, text: &str, settings: &Settings) -> Result<Migration, Box<Diagnostic>> {
    migrate_accepting(path, text, settings, &|_| false)
}

/// As [`migrate`]; of the calls with a [`Proposal`], those become records that `accepts` says so of, by
/// their spans.
///
/// # Errors
///
/// Why the text cannot be parsed.
pub fn migrate_accepting(
    path: &str,
    text: &str,
    settings: &Settings,
    accepts: &dyn Fn(ByteSpan) -> bool,
) -> Result<Migration, Box<Diagnostic>> {
    let (mut calls, edits, modules) = analyse(path, text, |analysis| {
        let (calls, edits) = File::new(analysis, text, settings).run(accepts);
        let modules = if edits.is_empty() { Vec::new() } else { imports_of(analysis.program) };
        (calls, edits, modules)
    })?;
    if edits.is_empty() {
        return Ok(Migration { calls, ..Migration::default() });
    }
    let code = apply_edits(text, &edits);
    // Nothing is given out that could not be read again.
    if imports(path, &code).is_err() {
        for call in calls.iter_mut().filter(|call| call.outcome == Outcome::Rewritten) {
            call.outcome = Outcome::Reported;
            call.reason = Some("the file could not be parsed any more".to_owned());
        }
        return Ok(Migration { calls, ..Migration::default() });
    }
    let modules = modules.into_iter().map(|import| import.specifier);
    let dropped = modules.filter(|specifier| !names_module(&code, specifier)).collect();
    Ok(Migration { calls, edits, code: Some(code), dropped })
}
