//! The report of a migration: every call of the old loggers, with what became of it.

use std::io;

use anstyle::{AnsiColor, Style};
use linestamp_migrate::{Call, Outcome};
use serde::Serialize;

use super::human::{self, Row};
use super::{Kind, Run, Screen, github, json, sarif};
use crate::args::Format;

/// Writes the report in the form that was asked for.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    match screen.format() {
        Format::Human => people(run, screen),
        Format::Json => rows(run, screen),
        Format::Github => github::write(run, screen),
        Format::Sarif => sarif::write(run, screen),
    }
}

fn people(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    human::write_messages(run, screen)?;
    screen.report(|out| {
        if screen.is_verbose() {
            human::changes(out, run)?;
        }
        if screen.is_quiet() {
            return Ok(());
        }
        let mut rows = human::file_rows(run);
        rows.extend(call_rows(run));
        human::table(out, rows, run.elapsed, screen.colours_report())?;
        if run.kind == Kind::DryRun && run.scan.tally.changed > 0 {
            writeln!(out, "\nNothing was written. Use --write to make the changes.")?;
        }
        Ok(())
    })
}

fn call_rows(run: &Run<'_>) -> Vec<Row> {
    let calls = || run.scan.files.iter().flat_map(|file| &file.calls);
    let count = |outcome| calls().filter(|call| call.outcome == outcome).count() as u64;
    let style = |outcome| match outcome {
        Outcome::Rewritten => AnsiColor::Green.on_default(),
        Outcome::Reported => AnsiColor::Yellow.on_default(),
        Outcome::Ignored => Style::new(),
    };
    let found = Outcome::ALL.into_iter().filter(|outcome| count(*outcome) > 0);
    let mut rows: Vec<Row> =
        found.map(|outcome| ("", count(outcome), outcome.name(), style(outcome))).collect();
    match rows.first_mut() {
        Some(first) => first.0 = "calls",
        None => rows.push(("calls", 0, "found", Style::new())),
    }
    rows
}

/// One call. Every key is there, in this order.
#[derive(Serialize)]
struct CallRow<'a> {
    path: &'a str,
    line: u32,
    column: u32,
    logger: Option<&'a str>,
    outcome: &'static str,
    reason: Option<&'a str>,
    help: Option<&'a str>,
}

/// One object a line for each call; what else there is to tell comes as diagnostics.
fn rows(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    screen.report(|out| {
        for file in &run.scan.files {
            file.calls.iter().try_for_each(|call| json::line(out, &row(&file.path, call)))?;
            json::write_diagnostics(out, run, file, screen)?;
        }
        Ok(())
    })
}

fn row<'a>(path: &'a str, call: &'a Call) -> CallRow<'a> {
    CallRow {
        path,
        line: call.position.line.get(),
        column: call.position.column.get(),
        logger: call.logger.as_deref(),
        outcome: call.outcome.name(),
        reason: call.reason.as_deref(),
        help: call.help,
    }
}
