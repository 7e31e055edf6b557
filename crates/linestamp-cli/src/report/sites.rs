//! The list of sites.

use std::io::{self, Write};

use linestamp_transform::{Record, Site};

use super::{Run, Screen, json, records, screen};
use crate::args::Format;

/// Writes the records of all files, one a line; what could not be handled goes beside the list.
pub(crate) fn list(run: &Run<'_>, screen: &Screen) -> io::Result<()> {
    match screen.format() {
        Format::Human => screen::output(|out| table(out, run))?,
        Format::Json => {
            screen::output(|out| {
                run.scan.files.iter().try_for_each(|file| json::write_records(out, file))
            })?;
        }
        Format::Github | Format::Sarif => return super::write(run, screen),
    }
    for file in &run.scan.files {
        for finding in &file.findings {
            // The list has the records of all other findings.
            if finding.is_error() || (finding.place.is_none() && !screen.is_quiet()) {
                screen.show_beside(&file.shown, finding)?;
            }
        }
    }
    Ok(())
}

fn table(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut rows = Vec::new();
    for file in &run.scan.files {
        rows.extend(records(file).map(|(site, record)| row(&file.path, site, record)));
    }
    let width =
        |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2)];
    for [place, outcome, target, rest] in &rows {
        let [a, b, c] = widths;
        let line = format!("{place:<a$}  {outcome:<b$}  {target:<c$}  {rest}");
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

fn row(path: &str, site: &Site, record: &Record) -> [String; 4] {
    let place = format!("{path}:{}:{}", site.position.line, site.position.column);
    let parts = [&record.stamp, &record.label, &record.reason];
    let rest: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
    [place, record.outcome.name().to_owned(), site.target.clone(), rest.join("  ")]
}
