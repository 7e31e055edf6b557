//! What a run has to tell about a file: the engine's diagnostics, and the command's own.

use linestamp_transform::{Code, Diagnostic, LineTable, Severity};

use crate::excerpt::Place;

/// Which rule a finding belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rule {
    /// One of the engine's.
    Engine(Code),
    /// A record could have a stamp and has none; only a check says so.
    Unstamped,
    /// A built file's call has no stamp.
    NoStamp,
    /// A built file's call has the stamp of another place.
    WrongStamp,
    /// The originals hold records and the build holds none.
    NothingBuilt,
    /// A built file cannot be traced back to its originals.
    NoMap,
    /// Wrangler would take a file without its stamps.
    StaysUnstamped,
    /// A call of an old logger cannot be rewritten without being looked at.
    NotMigrated,
    /// A package is still used, so that it is not taken away.
    StillUsed,
    /// A package goes.
    Deleted,
    /// A lock file does not match its manifest any more.
    StaleLock,
    /// The file is no text.
    NotUtf8,
    /// The file or folder cannot be read.
    Unreadable,
    /// The result cannot be written.
    Unwritable,
    /// The file is a link that leads out of the tree, or no file at all.
    NotCopied,
}

impl Rule {
    /// Every rule, in the order of the documentation.
    pub(crate) fn all() -> impl Iterator<Item = Rule> {
        let own = [
            Rule::Unstamped,
            Rule::NoStamp,
            Rule::WrongStamp,
            Rule::NothingBuilt,
            Rule::NoMap,
            Rule::StaysUnstamped,
            Rule::NotMigrated,
            Rule::StillUsed,
            Rule::Deleted,
            Rule::StaleLock,
            Rule::NotUtf8,
            Rule::Unreadable,
            Rule::Unwritable,
            Rule::NotCopied,
        ];
        Code::ALL.into_iter().map(Rule::Engine).chain(own)
    }

    /// The name by which reports know the rule.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Rule::Engine(code) => code.name(),
            Rule::Unstamped => "unstamped",
            Rule::NoStamp => "missing-stamp",
            Rule::WrongStamp => "wrong-stamp",
            Rule::NothingBuilt => "nothing-built",
            Rule::NoMap => "no-map",
            Rule::StaysUnstamped => "stays-unstamped",
            Rule::NotMigrated => "not-migrated",
            Rule::StillUsed => "still-used",
            Rule::Deleted => "deleted",
            Rule::StaleLock => "stale-lock",
            Rule::NotUtf8 => "not-utf8",
            Rule::Unreadable => "unreadable",
            Rule::Unwritable => "unwritable",
            Rule::NotCopied => "not-copied",
        }
    }

    /// What the rule means, in one sentence.
    pub(crate) fn summary(self) -> &'static str {
        match self {
            Rule::Engine(code) => code.summary(),
            Rule::Unstamped => "A record could carry a true stamp and does not.",
            Rule::NoStamp => "A call in the build has no stamp.",
            Rule::WrongStamp => "A call in the build has the stamp of another place.",
            Rule::NothingBuilt => {
                "The originals hold records, and no call of them is in the build."
            }
            Rule::NoMap => {
                "A built file has no source map that can be read, so it cannot be checked."
            }
            Rule::StaysUnstamped => "A build by wrangler would take a file without its stamps.",
            Rule::NotMigrated => "A call of an old logger stays as it is, for a reason.",
            Rule::StillUsed => "A package is still named in a file, so that it stays.",
            Rule::Deleted => "The package of the old logger goes, or is gone.",
            Rule::StaleLock => "A lock file does not match its manifest any more.",
            Rule::NotUtf8 => "A file that may log is no UTF-8 text, so nothing in it is stamped.",
            Rule::Unreadable => "A file or folder cannot be read.",
            Rule::Unwritable => "A file cannot be written; it is as it was before.",
            Rule::NotCopied => "A link that leads out of the tree is not followed.",
        }
    }
}

/// One message about one file.
#[derive(Debug, Clone)]
pub(crate) struct Finding {
    /// How serious it is; an error is something that could not be done.
    pub(crate) severity: Severity,
    /// Which rule it belongs to.
    pub(crate) rule: Rule,
    /// What is wrong.
    pub(crate) message: String,
    /// Where; `None` for a file as a whole.
    pub(crate) place: Option<Place>,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Finding {
    /// What the engine says about a text.
    pub(crate) fn from_engine(diagnostic: Diagnostic, text: &str, table: &LineTable) -> Finding {
        Finding {
            severity: diagnostic.severity,
            rule: Rule::Engine(diagnostic.code),
            message: diagnostic.message,
            place: Some(Place::new(text, table, diagnostic.span)),
            help: diagnostic.help,
        }
    }

    /// Something that could not be done with a file as a whole.
    pub(crate) fn error(rule: Rule, message: impl Into<String>) -> Finding {
        let message = message.into();
        Finding { severity: Severity::Error, rule, message, place: None, help: None }
    }

    /// Something that the user may not expect of a file as a whole.
    pub(crate) fn warning(rule: Rule, message: impl Into<String>) -> Finding {
        Finding { severity: Severity::Warning, ..Finding::error(rule, message) }
    }

    /// A named file that a walk would pass over.
    pub(crate) fn not_source(extensions: &[String]) -> Finding {
        let extensions = extensions.join(", ");
        Finding::error(Rule::Unreadable, "the file's name does not end like that of a source file")
            .with_help(format!("source files end in {extensions}; add others with --ext"))
    }

    /// With a remedy.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }

    /// Whether something could not be done.
    pub(crate) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}
