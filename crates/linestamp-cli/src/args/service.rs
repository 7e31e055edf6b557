//! The arguments of the commands that ask a logs service.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Colour;

const ENVIRONMENT: &str = "\
Environment:
  LINESTAMP_URL    as --url
  LINESTAMP_TOKEN  the token, where the service wants one";

const QUERY_HELP: &str = "\
Exit status:
  0  records were found
  1  none was
  2  something could not be done";

/// Which service is asked.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = ENVIRONMENT, next_help_heading = "Service")]
pub(crate) struct ServiceArgs {
    /// The address of the service [default: LINESTAMP_URL, else http://127.0.0.1:4680].
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,

    /// A file that holds the token [default: the variable LINESTAMP_TOKEN].
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: Option<PathBuf>,
}

/// Who is asked: a service, or the files of one.
#[derive(Debug, Clone, Args)]
pub(crate) struct SourceArgs {
    #[command(flatten)]
    pub(crate) service: ServiceArgs,

    /// Read the folder of a service's data instead, whether the service runs or not.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["url", "token_file"])]
    pub(crate) data: Option<PathBuf>,
}

/// How records are shown.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct ShowArgs {
    /// When to colour. `auto` does on a terminal, unless NO_COLOR is set.
    #[arg(long, value_enum, value_name = "WHEN", default_value_t = Colour::Auto)]
    pub(crate) color: Colour,

    /// Show ids and metadata as well, and cut no line at the width of the terminal.
    #[arg(long, short)]
    pub(crate) wide: bool,
}

/// The arguments of `linestamp query`.
#[derive(Debug, Args)]
#[command(after_help = QUERY_HELP)]
pub(crate) struct QueryArgs {
    /// Which records: `level:error service:executor "timed out"`; all of them if left out.
    #[arg(value_name = "FILTER", allow_hyphen_values = true, default_value = "")]
    pub(crate) filter: String,

    /// Only records since then: 15m, 2h, 7d, a date or a time.
    #[arg(long, value_name = "T")]
    pub(crate) since: Option<String>,

    /// Show as many at most: the newest ones, the oldest of them first.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) limit: u32,

    /// The form of the records.
    #[arg(long, value_enum, default_value_t = RecordFormat::Human, help_heading = "Output")]
    pub(crate) format: RecordFormat,

    #[command(flatten)]
    pub(crate) show: ShowArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// The arguments of `linestamp tail`.
#[derive(Debug, Args)]
pub(crate) struct TailArgs {
    /// Which records, as with `query`.
    #[arg(value_name = "FILTER", allow_hyphen_values = true, default_value = "")]
    pub(crate) filter: String,

    /// Begin with as many that are there already.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) last: u32,

    /// The form of the records.
    #[arg(long, value_enum, default_value_t = StreamFormat::Human, help_heading = "Output")]
    pub(crate) format: StreamFormat,

    #[command(flatten)]
    pub(crate) show: ShowArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// The arguments of `linestamp trace`.
#[derive(Debug, Args)]
pub(crate) struct TraceArgs {
    /// The trace's id.
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) show: ShowArgs,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

/// The arguments of `linestamp delete`.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// Which records: `user:u-17`, `workspace:w-3 until:30d`; `id:*` means every record.
    #[arg(value_name = "FILTER", allow_hyphen_values = true)]
    pub(crate) filter: String,

    /// Remove them. There is no way back but a backup.
    #[arg(long)]
    pub(crate) yes: bool,

    #[command(flatten)]
    pub(crate) service: ServiceArgs,

    /// Work on the folder of the data of a service that does not run.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["url", "token_file"])]
    pub(crate) data: Option<PathBuf>,
}

/// The form of records that were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecordFormat {
    /// For people: a line a record.
    Human,
    /// One JSON object a line.
    Json,
    /// A table with a line of names; cells that a spreadsheet would calculate begin with `'`.
    Csv,
}

/// The form of records as they come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StreamFormat {
    /// For people: a line a record.
    Human,
    /// One JSON object a line.
    Json,
}
