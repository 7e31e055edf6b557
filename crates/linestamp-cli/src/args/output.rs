//! How a run reports.

use clap::{Args, ValueEnum};

/// The options that say how to report.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct OutputArgs {
    /// The form of the report.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub(crate) format: Format,

    /// When to colour the report. `auto` does on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub(crate) color: Colour,

    /// Report only what could not be done, and what a check found.
    #[arg(long, short, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Also say which configuration counts and which files change.
    #[arg(long, short)]
    pub(crate) verbose: bool,
}

impl Default for OutputArgs {
    fn default() -> OutputArgs {
        OutputArgs { format: Format::Human, color: Colour::Auto, quiet: false, verbose: false }
    }
}

/// The form of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Human,
    /// One JSON object a line for each record; diagnostics as `{"diagnostic": {…}}`.
    Json,
    /// Annotations for a GitHub workflow.
    Github,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}
