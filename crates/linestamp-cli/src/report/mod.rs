//! What a run tells, and in which form.

mod frame;
mod github;
mod human;
mod json;
mod migration;
mod progress;
mod sarif;
mod screen;
mod sites;

use std::io;
use std::time::Duration;

pub(crate) use migration::write as write_migration;
pub(crate) use progress::Progress;
pub(crate) use screen::{Screen, colours_output, is_watched, output, width};
pub(crate) use sites::list as list_sites;

use linestamp_transform::{Outcome, Record, Severity, Site};

use crate::args::Format;
use crate::finding::Finding;
use crate::scan::{FileReport, Scan};

/// So many things: `1 record`, `2 records`.
pub(crate) fn counted(count: u64, thing: &str) -> String {
    format!("{count} {thing}{}", if count == 1 { "" } else { "s" })
}

/// What kind of run it was, which decides the words of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Nothing was written, since nobody asked for it.
    DryRun,
    /// The changes were made.
    Done,
    /// Only the exit status counts.
    Check {
        /// Whether records that cannot be stamped count too.
        strict: bool,
    },
}

/// A finished run.
pub(crate) struct Run<'a> {
    pub(crate) scan: &'a Scan,
    pub(crate) kind: Kind,
    pub(crate) elapsed: Duration,
}

impl Run<'_> {
    /// Whether the check found something; never for other kinds.
    pub(crate) fn found(&self) -> bool {
        self.scan
            .files
            .iter()
            .flat_map(|file| &file.sites)
            .any(|site| site.records.iter().any(|record| self.kind.finds(record.outcome)))
    }
}

impl Run<'_> {
    /// What a report tells of a file, and how serious it is: with `--quiet`, errors alone.
    fn told<'f>(
        &self,
        file: &'f FileReport,
        screen: &Screen,
    ) -> impl Iterator<Item = (&'f Finding, Severity)> {
        let severe =
            |finding: &'f Finding| (finding, self.kind.severity(finding.severity, finding.rule));
        let findings = file.findings.iter().map(severe);
        findings.filter(|(_, severity)| *severity == Severity::Error || !screen.is_quiet())
    }
}

impl Kind {
    /// Whether a check finds fault with a record.
    pub(crate) fn finds(self, outcome: Outcome) -> bool {
        let Kind::Check { strict } = self else { return false };
        match outcome {
            Outcome::Stamped | Outcome::Wrapped | Outcome::Stale | Outcome::Stripped => true,
            Outcome::Unreachable | Outcome::Ambiguous | Outcome::Escapes => strict,
            Outcome::Present | Outcome::Skipped | Outcome::Ignored => false,
        }
    }

    /// How serious a rule's findings are: what a check fails for is an error there.
    fn severity(self, severity: Severity, rule: crate::finding::Rule) -> Severity {
        use crate::finding::Rule;
        use linestamp_transform::Code;
        match (self, rule) {
            (Kind::Check { .. }, Rule::Unstamped | Rule::Engine(Code::Stale)) => Severity::Error,
            (Kind::Check { .. }, Rule::NoStamp | Rule::WrongStamp | Rule::NothingBuilt) => {
                Severity::Error
            }
            (
                Kind::Check { strict: true },
                Rule::Engine(Code::Unreachable | Code::Ambiguous | Code::Escapes),
            ) => Severity::Error,
            _ => severity,
        }
    }
}

/// Writes the report in the form that was asked for.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    match screen.format() {
        Format::Human => human::write(run, screen),
        Format::Json => json::write(run, screen),
        Format::Github => github::write(run, screen),
        Format::Sarif => sarif::write(run, screen),
    }
}

/// Writes the report of a single text, which needs no summary.
pub(crate) fn write_messages(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    match screen.format() {
        Format::Human => human::write_messages(run, screen),
        Format::Json => json::write(run, screen),
        Format::Github => github::write(run, screen),
        Format::Sarif => sarif::write(run, screen),
    }
}

/// The records of a file, each with its site.
fn records(file: &FileReport) -> impl Iterator<Item = (&Site, &Record)> {
    file.sites.iter().flat_map(|site| site.records.iter().map(move |record| (site, record)))
}

/// The records that a check would have stamped, which no diagnostic of the engine speaks of.
fn unstamped(file: &FileReport, kind: Kind) -> impl Iterator<Item = (&Site, &Record)> {
    records(file).filter(move |(_, record)| {
        let spoken_of = matches!(
            record.outcome,
            Outcome::Stale | Outcome::Unreachable | Outcome::Ambiguous | Outcome::Escapes
        );
        kind.finds(record.outcome) && !spoken_of
    })
}

/// What is wrong with a record that a check finds.
fn unstamped_message(site: &Site, record: &Record) -> String {
    let which = record.label.as_ref().map_or_else(String::new, |label| format!(" {label}"));
    match record.outcome {
        Outcome::Stripped => format!("record{which} of {} has a stamp", site.target),
        _ => format!("record{which} of {} has no stamp", site.target),
    }
}

/// The remedy for what a check finds.
fn unstamped_help(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Stripped => "run `linestamp strip --write`",
        _ => "run `linestamp inject --write`",
    }
}
