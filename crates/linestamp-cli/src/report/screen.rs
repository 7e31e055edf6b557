//! Where a report goes: standard output, or standard error where the output is a result.

use std::io::{self, IsTerminal as _, Write};

use anstream::{AutoStream, ColorChoice};

use super::frame;
use crate::args::{Colour, Format, OutputArgs};
use crate::failure::Failure;
use crate::finding::Finding;

/// The two streams of the process and what the user wants on them.
pub(crate) struct Screen {
    args: OutputArgs,
    /// Whether standard output holds a result (a patch, a text), so that reports go elsewhere.
    result_on_output: bool,
    colour_output: bool,
    colour_error: bool,
}

impl Screen {
    /// A screen for a run whose results go into files, or whose report is its result.
    pub(crate) fn new(args: &OutputArgs) -> Screen {
        Screen {
            colour_output: wants_colour(args.color, &io::stdout()),
            colour_error: wants_colour(args.color, &io::stderr()),
            args: args.clone(),
            result_on_output: false,
        }
    }

    /// For a run whose result goes to standard output: reports go to standard error.
    pub(crate) fn with_result_on_output(mut self) -> Screen {
        self.result_on_output = true;
        self
    }

    pub(crate) fn format(&self) -> Format {
        self.args.format
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.args.quiet
    }

    pub(crate) fn is_verbose(&self) -> bool {
        self.args.verbose
    }

    /// Whether the report is coloured.
    pub(crate) fn colours_report(&self) -> bool {
        if self.result_on_output { self.colour_error } else { self.colour_output }
    }

    /// Writes to where the report goes.
    pub(crate) fn report<T>(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<T>,
    ) -> io::Result<T> {
        if self.result_on_output { error(write) } else { output(write) }
    }

    /// Says something beside the report.
    pub(crate) fn note(&self, text: &str) -> io::Result<()> {
        error(|out| writeln!(out, "linestamp: {text}"))
    }

    /// Writes beside the report; what is written learns whether it may be coloured.
    pub(crate) fn beside(
        &self,
        write: impl FnOnce(&mut dyn Write, bool) -> io::Result<()>,
    ) -> io::Result<()> {
        error(|out| write(out, self.colour_error))
    }

    /// Shows a finding about a file on standard error.
    pub(crate) fn show_beside(&self, path: &str, finding: &Finding) -> io::Result<()> {
        let text = frame::finding(path, finding, finding.severity, self.colour_error);
        error(|out| writeln!(out, "{text}\n"))
    }

    /// Tells why a command ends.
    pub(crate) fn fail(&self, failure: &Failure) -> io::Result<()> {
        error(|out| writeln!(out, "{}", frame::failure(failure, self.colour_error)))
    }
}

/// Writes to standard output, buffered.
pub(crate) fn output<T>(write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let mut out = io::BufWriter::with_capacity(64 * 1024, io::stdout().lock());
    let done = write(&mut out)?;
    out.flush()?;
    Ok(done)
}

fn error<T>(write: impl FnOnce(&mut dyn Write) -> io::Result<T>) -> io::Result<T> {
    let mut out = io::BufWriter::new(io::stderr().lock());
    let done = write(&mut out)?;
    out.flush()?;
    Ok(done)
}

fn wants_colour(colour: Colour, stream: &impl anstream::stream::RawStream) -> bool {
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => stream.is_terminal() && AutoStream::choice(stream) != ColorChoice::Never,
    }
}

/// Whether what goes to standard output is coloured.
pub(crate) fn colours_output(colour: Colour) -> bool {
    wants_colour(colour, &io::stdout())
}

/// How many columns standard output has, if it is a terminal.
pub(crate) fn width() -> Option<usize> {
    let (width, _) = terminal_size::terminal_size_of(io::stdout())?;
    Some(width.0.into())
}

/// Whether a person watches standard error, so that progress is worth showing.
pub(crate) fn is_watched() -> bool {
    io::stderr().is_terminal() && std::env::var_os("CI").is_none()
}
