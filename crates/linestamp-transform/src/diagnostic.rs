//! What the engine has to tell a person about a file.

use crate::position::ByteSpan;

/// How serious a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The file could not be handled; nothing is planned for it.
    Error,
    /// A record will carry no line, or perhaps the wrong one.
    Warning,
}

/// Which rule a diagnostic speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Code {
    /// The text is not JavaScript or TypeScript that can be parsed.
    Syntax,
    /// The text nests deeper than the documented limit.
    NestedTooDeep,
    /// The file's own source map cannot be read.
    SourceMap,
    /// A record cannot be stamped.
    Unreachable,
    /// A call may or may not be one of the targets.
    Ambiguous,
    /// A target leaves the part of the program in which its calls can be followed.
    Escapes,
    /// A literal stamp is no longer true.
    Stale,
    /// A `linestamp` comment has no effect where it stands.
    UnusedComment,
}

impl Code {
    /// Every code, in the order of the documentation.
    pub const ALL: [Code; 8] = [
        Code::Syntax,
        Code::NestedTooDeep,
        Code::SourceMap,
        Code::Unreachable,
        Code::Ambiguous,
        Code::Escapes,
        Code::Stale,
        Code::UnusedComment,
    ];

    /// The name by which reports and editors know the rule, such as `unreachable`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Code::Syntax => "syntax",
            Code::NestedTooDeep => "nested-too-deep",
            Code::SourceMap => "source-map",
            Code::Unreachable => "unreachable",
            Code::Ambiguous => "ambiguous",
            Code::Escapes => "escapes",
            Code::Stale => "stale",
            Code::UnusedComment => "unused-comment",
        }
    }

    /// What the rule means, in one sentence.
    #[must_use]
    pub fn summary(self) -> &'static str {
        match self {
            Code::Syntax => "The file does not parse, so nothing in it is stamped.",
            Code::NestedTooDeep => "The file nests deeper than Linestamp follows.",
            Code::SourceMap => {
                "The file's own source map cannot be read, so original lines are unknown."
            }
            Code::Unreachable => "A record of a log call cannot be stamped where the call stands.",
            Code::Ambiguous => "A call looks like a target, but nothing proves that it is one.",
            Code::Escapes => "A target is handed on to where its calls cannot be followed.",
            Code::Stale => "A stamp in the source names a line that is no longer the call's.",
            Code::UnusedComment => "A linestamp comment has no effect where it stands.",
        }
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

/// One message about one place of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// How serious it is.
    pub severity: Severity,
    /// Which rule it speaks of.
    pub code: Code,
    /// What is wrong, in one sentence without a full stop.
    pub message: String,
    /// The bytes of the source that it speaks of.
    pub span: ByteSpan,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    pub(crate) fn new(code: Code, span: ByteSpan, message: impl Into<String>) -> Diagnostic {
        let severity = match code {
            Code::Syntax | Code::NestedTooDeep | Code::SourceMap => Severity::Error,
            _ => Severity::Warning,
        };
        Diagnostic { severity, code, message: message.into(), span, help: None }
    }

    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Diagnostic {
        self.help = Some(help.into());
        self
    }
}
