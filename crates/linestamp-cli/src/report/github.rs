//! Annotations for a GitHub workflow.
//!
//! ```text
//! ::warning file=src/run.ts,line=3,col=12,title=linestamp(ambiguous)::this may be …
//! ```

use std::io::{self, Write};

use linestamp_transform::Severity;

use super::{Run, Screen, unstamped, unstamped_help, unstamped_message};
use crate::finding::{Finding, Rule};
use crate::scan::FileReport;

/// Writes one annotation for each finding.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    screen.report(|out| {
        for file in &run.scan.files {
            for (finding, severity) in run.told(file, screen) {
                annotation(out, file, finding, severity)?;
            }
            for (site, record) in unstamped(file, run.kind) {
                let place = format!(",line={},col={}", site.position.line, site.position.column);
                let text = unstamped_message(site, record);
                let help = unstamped_help(record.outcome);
                line(out, "error", file, &place, Rule::Unstamped, &text, Some(help))?;
            }
        }
        Ok(())
    })
}

fn annotation(
    out: &mut dyn Write,
    file: &FileReport,
    finding: &Finding,
    severity: Severity,
) -> io::Result<()> {
    let kind = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let place = finding.place.as_ref().map_or_else(String::new, |place| {
        let (start, end) = (place.start, place.end);
        if start.line == end.line {
            // The end column is the last one, not the one after it.
            let last = end.column.get().saturating_sub(1).max(start.column.get());
            format!(",line={},col={},endColumn={last}", start.line, start.column)
        } else {
            // GitHub takes columns only within one line.
            format!(",line={},endLine={}", start.line, end.line)
        }
    });
    line(out, kind, file, &place, finding.rule, &finding.message, finding.help.as_deref())
}

fn line(
    out: &mut dyn Write,
    kind: &str,
    file: &FileReport,
    place: &str,
    rule: Rule,
    message: &str,
    help: Option<&str>,
) -> io::Result<()> {
    let name = property(&file.shown);
    let help = help.map_or_else(String::new, |help| format!("\n{help}"));
    let text = data(&format!("{message}{help}"));
    writeln!(out, "::{kind} file={name}{place},title=linestamp({})::{text}", rule.name())
}

/// Escapes the text of a workflow command.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// Escapes the value of a workflow command's property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_end_a_command_is_escaped() {
        assert_eq!(data("50 %\r\n::"), "50 %25%0D%0A::");
        assert_eq!(property("a,b:c"), "a%2Cb%3Ac");
    }
}
