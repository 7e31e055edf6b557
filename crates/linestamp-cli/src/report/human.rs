//! The report for people: messages first, then a summary whose numbers stand below each other.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use linestamp_transform::Outcome;

use super::{Kind, Run, Screen, frame, unstamped, unstamped_help, unstamped_message};
use crate::scan::{FileReport, Tally};

const BOLD: Style = Style::new().bold();
const GREEN: Style = AnsiColor::Green.on_default();
const YELLOW: Style = AnsiColor::Yellow.on_default();

/// Writes messages without a summary.
pub(crate) fn write_messages(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    screen.report(|out| run.scan.files.iter().try_for_each(|file| messages(out, run, file, screen)))
}

/// Writes messages and summary.
pub(crate) fn write(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    screen.report(|out| {
        for file in &run.scan.files {
            messages(out, run, file, screen)?;
        }
        if screen.is_verbose() {
            changes(out, run)?;
        }
        if !screen.is_quiet() {
            summary(out, run, screen.colours_report())?;
        }
        Ok(())
    })
}

fn messages(
    out: &mut dyn Write,
    run: &Run<'_>,
    file: &FileReport,
    screen: &Screen,
) -> io::Result<()> {
    for (finding, severity) in run.told(file, screen) {
        let text = frame::finding(&file.shown, finding, severity, screen.colours_report());
        writeln!(out, "{text}\n")?;
    }
    for (site, record) in unstamped(file, run.kind) {
        let (line, column) = (site.position.line, site.position.column);
        let message = unstamped_message(site, record);
        writeln!(out, "{}:{line}:{column}: {message}", file.shown)?;
    }
    Ok(())
}

pub(super) fn changes(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let verb = if run.kind == Kind::Done { "changed" } else { "would change" };
    for file in run.scan.files.iter().filter(|file| file.changed) {
        writeln!(out, "{verb} {}", file.shown)?;
    }
    Ok(())
}

/// A line of the summary: what is counted, how many, what became of them, how that looks.
pub(super) type Row = (&'static str, u64, &'static str, Style);

/// What became of the files.
pub(super) fn file_rows(run: &Run<'_>) -> Vec<Row> {
    let Tally { scanned, changed, .. } = run.scan.tally;
    let mut rows: Vec<Row> = vec![("files", scanned, "scanned", Style::new())];
    let fate = if run.kind == Kind::Done { "changed" } else { "to change" };
    rows.push(("", changed, fate, BOLD));
    let failed = run.scan.files.iter().filter(|file| file.findings.iter().any(|f| f.is_error()));
    match failed.count() as u64 {
        0 => {}
        failed => rows.push(("", failed, "failed", AnsiColor::Red.on_default())),
    }
    rows
}

fn summary(out: &mut dyn Write, run: &Run<'_>, colour: bool) -> io::Result<()> {
    let Tally { changed, counts, .. } = run.scan.tally;
    let mut rows = file_rows(run);
    let mut title = "records";
    for outcome in Outcome::ALL.into_iter().filter(|outcome| counts.get(*outcome) > 0) {
        rows.push((title, counts.get(outcome), outcome.name(), style(outcome)));
        title = "";
    }
    if counts.total() == 0 {
        rows.push((title, 0, "found", Style::new()));
    }
    table(out, rows, run.elapsed, colour)?;
    advice(out, run, changed)
}

/// Rows whose numbers stand below each other, and the time that it took.
pub(super) fn table(
    out: &mut dyn Write,
    rows: Vec<Row>,
    elapsed: Duration,
    colour: bool,
) -> io::Result<()> {
    let paint = |style: Style, text: String| {
        if colour { format!("{style}{text}{style:#}") } else { text }
    };
    let width = rows.iter().map(|row| row.1.to_string().len()).max().unwrap_or(1);
    for (title, number, word, style) in rows {
        let title = paint(BOLD, format!("{title:>9}"));
        writeln!(out, "{title}  {number:>width$} {}", paint(style, word.to_owned()))?;
    }
    let (time, unit) = time(elapsed);
    writeln!(out, "{}  {time:>width$} {unit}", paint(BOLD, format!("{:>9}", "time")))
}

fn time(elapsed: Duration) -> (String, &'static str) {
    match elapsed.as_millis() {
        short @ ..1000 => (short.to_string(), "ms"),
        _ => (format!("{:.1}", elapsed.as_secs_f64()), "s"),
    }
}

fn style(outcome: Outcome) -> Style {
    match outcome {
        Outcome::Stamped | Outcome::Wrapped | Outcome::Stripped => GREEN,
        Outcome::Stale | Outcome::Unreachable | Outcome::Ambiguous | Outcome::Escapes => YELLOW,
        Outcome::Present | Outcome::Skipped | Outcome::Ignored => Style::new(),
    }
}

fn advice(out: &mut dyn Write, run: &Run<'_>, changed: u64) -> io::Result<()> {
    match run.kind {
        Kind::DryRun if changed > 0 => {
            writeln!(
                out,
                "\nNothing was written. Use --diff to see the changes, --write or --out-dir DIR to make them."
            )
        }
        Kind::Check { .. } if run.found() => {
            let stripping = run.scan.tally.counts.get(Outcome::Stripped) > 0;
            let outcome = if stripping { Outcome::Stripped } else { Outcome::Stamped };
            let stale = run.scan.tally.counts.get(Outcome::Stale) > 0;
            let refresh = if stale { ", with --refresh for the stale ones" } else { "" };
            if run.scan.tally.changed > 0 || stale {
                writeln!(out, "\nTo put it right, {}{refresh}.", unstamped_help(outcome))?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}
