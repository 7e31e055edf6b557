//! The list of sites.

use std::fmt::Write as _;
use std::io::{self, Write};

use linestamp_transform::{Position, Record, Site};

use super::{Run, Screen, json, records, screen};
use crate::args::Format;

/// What stands between two columns.
const GAP: &str = "  ";

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

/// Three aligned columns and a rest: the place, the outcome, the target, and what more there is.
fn table(out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
    let mut widths = [0; 3];
    for file in &run.scan.files {
        let path = file.path.chars().count();
        for (site, record) in records(file) {
            let Position { line, column } = site.position;
            let place = path + digits(line.get()) + digits(column.get()) + ":".len() * 2;
            let target = site.target.chars().count();
            let cells = [place, record.outcome.name().len(), target];
            widths = std::array::from_fn(|cell| widths[cell].max(cells[cell]));
        }
    }
    let mut row = String::new();
    for file in &run.scan.files {
        for (site, record) in records(file) {
            row.clear();
            write_row(&mut row, &file.path, site, record, widths);
            row.truncate(row.trim_end().len());
            row.push('\n');
            out.write_all(row.as_bytes())?;
        }
    }
    Ok(())
}

fn write_row(row: &mut String, path: &str, site: &Site, record: &Record, widths: [usize; 3]) {
    let Position { line, column } = site.position;
    // Writing to a string cannot fail.
    let _ = write!(row, "{path}:{line}:{column}");
    let outcome = pad(row, 0, widths[0]);
    row.push_str(record.outcome.name());
    let target = pad(row, outcome, widths[1]);
    row.push_str(&site.target);
    pad(row, target, widths[2]);
    let parts = [&record.stamp, &record.label, &record.reason];
    for part in parts.into_iter().filter_map(Option::as_deref) {
        row.push_str(part);
        row.push_str(GAP);
    }
}

/// Fills up the cell that begins at `from`; gives where the next one begins.
fn pad(row: &mut String, from: usize, width: usize) -> usize {
    let missing = width.saturating_sub(row[from..].chars().count());
    row.extend(std::iter::repeat_n(' ', missing));
    row.push_str(GAP);
    row.len()
}

fn digits(number: u32) -> usize {
    number.checked_ilog10().map_or(1, |digits| digits as usize + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_wide_as_they_look() {
        for number in [0, 1, 9, 10, 99, 100, u32::MAX] {
            assert_eq!(digits(number), number.to_string().len());
        }
    }
}
