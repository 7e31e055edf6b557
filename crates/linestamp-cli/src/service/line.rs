//! A record as a line for people.

use std::fmt::Write as _;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use linestamp_schema::{COLUMNS, CellRef, Level, LogRecord, visible};
use linestamp_store::Stored;
use unicode_width::UnicodeWidthChar as _;

use crate::args::ShowArgs;
use crate::report;

/// Services with longer names move what is behind them.
const SERVICE_WIDTH: usize = 12;

/// What has a place of its own in a line, or says nothing to people.
const SHOWN: [&str; 6] = ["id", "timestamp", "level", "service", "message", "source_location"];

/// Writes records, a line each, with a line for each new day.
pub(crate) struct Lines {
    coloured: bool,
    wide: bool,
    /// Where lines are cut.
    columns: Option<usize>,
    day: String,
}

impl Lines {
    /// Lines for standard output.
    pub(crate) fn new(args: &ShowArgs) -> Lines {
        let columns = report::width().filter(|_| !args.wide);
        let coloured = report::colours_output(args.color);
        Lines { coloured, wide: args.wide, columns, day: String::new() }
    }

    /// Writes a record, indented by as many columns.
    pub(crate) fn write(
        &mut self,
        out: &mut dyn Write,
        stored: &Stored,
        indent: usize,
    ) -> io::Result<()> {
        let time = stored.record.timestamp.to_string();
        let (day, clock) = time.split_once('T').unwrap_or(("", &time));
        if self.day != day {
            day.clone_into(&mut self.day);
            let style = self.style(Style::new().dimmed());
            writeln!(out, "{style}── {day} UTC ──{style:#}")?;
        }
        let record = &stored.record;
        let clock = clock.trim_end_matches('Z');
        let mut line = Line::new(self.columns.map(|columns| columns.saturating_sub(indent)));
        line.put(self.style(Style::new().dimmed()), clock);
        line.put(Style::new(), if stored.skew().is_some() { "!" } else { " " });
        line.put(self.style(of_level(record.level)), &format!("{:<5} ", record.level));
        let service = visible(&record.service);
        line.put(self.style(Style::new().bold()), &format!("{service:<SERVICE_WIDTH$} "));
        line.put(Style::new(), &visible(&record.message));
        if let Some(place) = &record.source_location {
            line.put(self.style(AnsiColor::Cyan.on_default()), &format!("  {}", visible(place)));
        }
        if self.wide {
            line.put(self.style(Style::new().dimmed()), &details(record));
        }
        writeln!(out, "{:indent$}{}", "", line.text)
    }

    /// The style, if there are colours.
    pub(crate) fn style(&self, style: Style) -> Style {
        if self.coloured { style } else { Style::new() }
    }
}

/// Writes a record as a line of JSON.
pub(crate) fn write_json(out: &mut dyn Write, stored: &Stored) -> io::Result<()> {
    serde_json::to_writer(&mut *out, stored)?;
    out.write_all(b"\n")
}

/// A line that ends at a width.
struct Line {
    text: String,
    left: Option<usize>,
}

impl Line {
    fn new(left: Option<usize>) -> Line {
        Line { text: String::new(), left }
    }

    /// Adds as much of the text as there is room for.
    fn put(&mut self, style: Style, text: &str) {
        if self.left == Some(0) {
            return;
        }
        let _ = write!(self.text, "{style}");
        for character in text.chars() {
            let width = character.width().unwrap_or(0);
            // The last column is for the mark, unless the text ends just there; that is not known.
            if self.left.is_some_and(|left| left <= width) {
                self.text.push('…');
                self.left = Some(0);
                break;
            }
            self.text.push(character);
            self.left = self.left.map(|left| left - width);
        }
        let _ = write!(self.text, "{style:#}");
    }
}

/// What has no place of its own.
fn details(record: &LogRecord) -> String {
    let mut text = String::new();
    for column in COLUMNS.iter().filter(|column| !SHOWN.contains(&column.name)) {
        match record.get(column) {
            Some(CellRef::Text(value)) => {
                let _ = write!(text, "  {}={}", column.name, visible(value));
            }
            Some(CellRef::Json(map)) => {
                for (key, value) in map {
                    let value = value.to_string();
                    let _ = write!(text, "  {}={}", visible(key), visible(&value));
                }
            }
            _ => {}
        }
    }
    text
}

fn of_level(level: Level) -> Style {
    match level {
        Level::Error => AnsiColor::Red.on_default().bold(),
        Level::Warn => AnsiColor::Yellow.on_default().bold(),
        Level::Info => AnsiColor::Green.on_default(),
        Level::Debug => AnsiColor::Blue.on_default(),
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr as _;

    use super::*;

    /// Whatever a record holds and however narrow the terminal is, its line fits; where all fits,
    /// nothing is cut.
    #[test]
    fn a_line_ends_at_the_width_of_the_terminal() {
        for message in ["Task started", "日本語のメッセージ", "e\u{301}te\u{301}", "🦀🦀🦀", ""]
        {
            let whole = {
                let mut line = Line::new(None);
                line.put(Style::new(), "02:13:20 ");
                line.put(Style::new(), message);
                line.text
            };
            for width in 1..=40 {
                let mut line = Line::new(Some(width));
                line.put(Style::new(), "02:13:20 ");
                line.put(Style::new(), message);
                assert!(line.text.width() <= width, "{width}: {:?}", line.text);
                let cut = line.text.strip_suffix('…');
                assert!(whole.starts_with(cut.unwrap_or(&whole)), "{width}: {:?}", line.text);
                assert_eq!(cut.is_none(), width > whole.width(), "{width}: {:?}", line.text);
            }
        }
    }
}
