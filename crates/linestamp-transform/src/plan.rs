//! What is to be done to one file, as data.
//!
//! A [`Plan`] is made by finding and read by everything else: the text edit, the tree edit, the
//! source map, reports. It borrows nothing, so it may outlive the text that it speaks of.

use crate::diagnostic::{Diagnostic, Severity};
use crate::position::{ByteSpan, Position};

/// What happens to one record of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The stamp is put into the record's literal.
    Stamped,
    /// The record has the field already.
    Present,
    /// The record has a literal stamp that is no longer true.
    Stale,
    /// The record is a dynamic value; it is spread into a new literal behind the stamp.
    Wrapped,
    /// The record is a dynamic value and the target says to leave those alone.
    Skipped,
    /// A comment says to leave the record alone.
    Ignored,
    /// The record cannot be stamped where the call stands.
    Unreachable,
    /// The call may be something else than a target.
    Ambiguous,
    /// A target is exported, passed on or stored where its calls cannot be followed.
    Escapes,
    /// The stamp is taken out again; the outcome of [`Action::Strip`](crate::Action::Strip) alone.
    Stripped,
}

impl Outcome {
    /// Every outcome, in the order in which summaries list them.
    pub const ALL: [Outcome; 10] = [
        Outcome::Stamped,
        Outcome::Present,
        Outcome::Stale,
        Outcome::Wrapped,
        Outcome::Skipped,
        Outcome::Ignored,
        Outcome::Unreachable,
        Outcome::Ambiguous,
        Outcome::Escapes,
        Outcome::Stripped,
    ];

    /// The name in reports, such as `stamped`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Stamped => "stamped",
            Outcome::Present => "present",
            Outcome::Stale => "stale",
            Outcome::Wrapped => "wrapped",
            Outcome::Skipped => "skipped",
            Outcome::Ignored => "ignored",
            Outcome::Unreachable => "unreachable",
            Outcome::Ambiguous => "ambiguous",
            Outcome::Escapes => "escapes",
            Outcome::Stripped => "stripped",
        }
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.name())
    }
}

/// One record of a site: the argument, an element of a batch or a branch of a conditional.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Record {
    /// Which of the call's records this is, such as `[1]` for a batch's second element or `then`
    /// for a conditional's first branch; `None` where there is only one.
    pub label: Option<String>,
    /// What happens to it.
    pub outcome: Outcome,
    /// The true value of the field, such as `executor.ts:142`; `None` where no value applies.
    pub stamp: Option<String>,
    /// Why, where the outcome leaves the record without a true stamp.
    pub reason: Option<String>,
    /// The bytes of the record's expression; of the call where there is none.
    pub span: ByteSpan,
}

/// One call expression that matches a target, one marked literal, or one place where a target
/// escapes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Site {
    /// The target as the settings write it, such as `env.LOGS.write`; `@linestamp` for a literal
    /// under a marker comment.
    pub target: String,
    /// The offset of the token that gives the line.
    pub offset: usize,
    /// That token's place in this file.
    pub position: Position,
    /// The site's records; at least one.
    pub records: Vec<Record>,
}

/// One replacement of bytes by text; an insertion where the span is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The bytes that go.
    pub span: ByteSpan,
    /// The text that comes.
    pub text: String,
}

/// The same edit in terms of a tree, for hosts that have one: spans are those of expressions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TreeEdit {
    /// The field goes into an object literal.
    Stamp {
        /// The literal.
        literal: ByteSpan,
        /// Whether the field goes before the first property; otherwise behind the last.
        first: bool,
        /// The field's value.
        value: String,
    },
    /// An expression is spread into a new literal behind the field.
    Wrap {
        /// The expression.
        expr: ByteSpan,
        /// The field's value.
        value: String,
    },
    /// A string literal gets another value.
    Rewrite {
        /// The literal.
        literal: ByteSpan,
        /// The new value.
        value: String,
    },
}

impl TreeEdit {
    /// The span of the expression that is edited.
    #[must_use]
    pub fn span(&self) -> ByteSpan {
        match self {
            TreeEdit::Stamp { literal, .. } | TreeEdit::Rewrite { literal, .. } => *literal,
            TreeEdit::Wrap { expr, .. } => *expr,
        }
    }
}

/// How many records there are of each outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts([u64; Outcome::ALL.len()]);

impl Counts {
    /// The number of records with an outcome.
    #[must_use]
    pub fn get(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize]
    }

    /// The number of records.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Counts one more record.
    pub fn add(&mut self, outcome: Outcome) {
        self.0[outcome as usize] += 1;
    }

    /// Adds what another file counted.
    pub fn merge(&mut self, other: &Counts) {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            *mine += theirs;
        }
    }
}

/// What was found in one file and what is to be done about it.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Plan {
    /// The sites, in the order of [`Site::offset`].
    pub sites: Vec<Site>,
    /// The edits, in the order of their spans, which do not overlap.
    pub edits: Vec<Edit>,
    /// The same edits in terms of the tree; none for [`Action::Strip`](crate::Action::Strip).
    pub tree_edits: Vec<TreeEdit>,
    /// The quote around most of the file's strings, which the stamps have too; it says nothing where
    /// there are no edits.
    pub quote: char,
    /// What to tell a person, in the order of the places that it speaks of.
    pub diagnostics: Vec<Diagnostic>,
}

impl Plan {
    /// Whether the file could not be handled; then there are no sites and no edits.
    #[must_use]
    pub fn failed(&self) -> bool {
        self.diagnostics.iter().any(|d| d.severity == Severity::Error)
    }

    /// How many records there are of each outcome.
    #[must_use]
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for record in self.sites.iter().flat_map(|site| &site.records) {
            counts.add(record.outcome);
        }
        counts
    }

    /// The text with the edits made. The text has to be the one that the plan was made for.
    ///
    /// ```
    /// use linestamp_transform::{Action, Settings, Source, plan};
    ///
    /// let source = Source::new("a.ts", "env.LOGS.write({ level: 'info' })");
    /// let plan = plan(&source, &Settings::default(), Action::Inject { refresh: false });
    /// assert_eq!(plan.apply(source.text), "env.LOGS.write({ level: 'info', source_location: 'a.ts:1' })");
    /// ```
    #[must_use]
    pub fn apply(&self, text: &str) -> String {
        apply_edits(text, &self.edits)
    }
}

/// A text with edits made, which have to be of this very text, in the order of their spans, without
/// an overlap.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let growth: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + growth);
    let mut from = 0;
    for edit in edits {
        out.push_str(&text[from..edit.span.start]);
        out.push_str(&edit.text);
        from = edit.span.end;
    }
    out.push_str(&text[from..]);
    out
}
