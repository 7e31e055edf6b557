//! One JSON object a line: a record, or a diagnostic under the key `diagnostic`.

use std::io::{self, Write};

use linestamp_transform::{Record, Severity, Site};
use serde::Serialize;

use super::{Run, Screen, records};
use crate::finding::Finding;
use crate::scan::FileReport;

/// One record. Every key is there, in this order.
#[derive(Serialize)]
struct Row<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    target: &'a str,
    outcome: &'static str,
    stamp: Option<&'a str>,
    record: Option<&'a str>,
    reason: Option<&'a str>,
}

#[derive(Serialize)]
struct Wrapped<'a> {
    diagnostic: Message<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Message<'a> {
    path: &'a str,
    line: Option<u32>,
    column: Option<u32>,
    end_line: Option<u32>,
    end_column: Option<u32>,
    severity: &'static str,
    code: &'static str,
    message: &'a str,
    help: Option<&'a str>,
}

/// Writes the records of each file, then its diagnostics.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    screen.report(|out| {
        for file in &run.scan.files {
            write_records(out, file)?;
            write_diagnostics(out, run, file, screen)?;
        }
        Ok(())
    })
}

/// Writes the diagnostics of a file.
pub(super) fn write_diagnostics(
    out: &mut dyn Write,
    run: &Run<'_>,
    file: &FileReport,
    screen: &Screen,
) -> io::Result<()> {
    run.told(file, screen).try_for_each(|(finding, severity)| {
        line(out, &Wrapped { diagnostic: message(&file.path, finding, severity) })
    })
}

/// Writes the records of a file.
pub(crate) fn write_records(out: &mut dyn Write, file: &FileReport) -> io::Result<()> {
    for (site, record) in records(file) {
        line(out, &row(&file.path, site, record))?;
    }
    Ok(())
}

fn row<'a>(path: &'a str, site: &'a Site, record: &'a Record) -> Row<'a> {
    Row {
        path,
        line: site.position.line.get(),
        column: site.position.column.get(),
        target: &site.target,
        outcome: record.outcome.name(),
        stamp: record.stamp.as_deref(),
        record: record.label.as_deref(),
        reason: record.reason.as_deref(),
    }
}

fn message<'a>(path: &'a str, finding: &'a Finding, severity: Severity) -> Message<'a> {
    let start = finding.place.as_ref().map(|place| place.start);
    let end = finding.place.as_ref().map(|place| place.end);
    Message {
        path,
        line: start.map(|start| start.line.get()),
        column: start.map(|start| start.column.get()),
        end_line: end.map(|end| end.line.get()),
        end_column: end.map(|end| end.column.get()),
        severity: match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        code: finding.rule.name(),
        message: &finding.message,
        help: finding.help.as_deref(),
    }
}

/// Writes one object as a line.
pub(super) fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}
