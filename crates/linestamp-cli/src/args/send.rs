//! The arguments of `linestamp send`.

use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use linestamp_formats::{Format, Mapping};
use linestamp_schema::{Environment, Level};

const AFTER_HELP: &str = "\
Exit status:
  0  the backend has confirmed every record
  1  some were refused, or are not sent
  2  something could not be done, or the backend lets nobody in

Environment:
  LINESTAMP_TOKEN        as --token
  LINESTAMP_SERVICE      as --service
  LINESTAMP_ENVIRONMENT  as --environment";

/// What to send, where to, and how.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct SendArgs {
    /// The files to send; `-` or none at all is standard input.
    #[arg(value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Where to send to. `http://…` and `https://…` take NDJSON by POST; `stdout:` prints; others are
    /// `otlp+https://…`, `clickhouse://…`, `loki+https://…`, `postgres://…`: see docs/sinks.md.
    #[arg(long, value_name = "URL")]
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    #[command(flatten)]
    pub(crate) request: RequestArgs,

    /// Go on with what is appended to the files, through rotation by renaming and by truncating,
    /// until the run is ended.
    #[arg(long, short, help_heading = "Delivery")]
    pub(crate) follow: bool,

    /// Remember in this folder how much of each file is confirmed, and keep what is read from a pipe
    /// until it is: the same command goes on from there, also after a crash, and a record that is
    /// sent again has the same id.
    #[arg(long, value_name = "DIR", help_heading = "Delivery")]
    pub(crate) spool: Option<PathBuf>,

    /// Append what is refused, each with the reason, to this file as NDJSON; without a spool also
    /// what could not be sent. Left out, with a spool it is refused.ndjson in there.
    #[arg(long, value_name = "FILE", help_heading = "Delivery")]
    pub(crate) dead_letter: Option<PathBuf>,

    /// End the run when the backend has taken nothing for so long; 0 is never, as with --follow.
    #[arg(long, value_name = "SECONDS", default_value_t = 900, help_heading = "Delivery")]
    pub(crate) give_up_after: u64,

    /// Print the first request, with its secrets hidden, and send nothing.
    #[arg(long, help_heading = "Output")]
    pub(crate) dry_run: bool,

    /// The form of the account at the end.
    #[arg(long, value_enum, default_value_t = AccountFormat::Human, help_heading = "Output")]
    pub(crate) format: AccountFormat,

    /// Give no account where everything was confirmed, and do not show single refusals.
    #[arg(long, short, help_heading = "Output")]
    pub(crate) quiet: bool,
}

/// How the input is read.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Input")]
pub(crate) struct ReadingArgs {
    /// The format of the input. Left out, the first line or value tells.
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(crate) input: Option<Format>,

    /// A key that holds a column, such as level=severity, or trace_id=ctx.trace.id within objects;
    /// may be given more than once.
    #[arg(long = "map", value_name = "COLUMN=KEY")]
    pub(crate) mappings: Vec<Mapping>,

    /// The level of records that name none. Left out, they are refused.
    #[arg(long, value_name = "LEVEL", value_parser = levels())]
    pub(crate) level: Option<Level>,

    /// The service of records that name none.
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,

    /// The environment of records that name none: production, staging or development.
    #[arg(long, value_name = "ENV", value_parser = environment)]
    pub(crate) environment: Option<Environment>,
}

/// How requests are made.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Requests")]
pub(crate) struct RequestArgs {
    /// A header of every request, such as 'X-Scope: a'; may be given more than once.
    #[arg(long = "header", short = 'H', value_name = "NAME: VALUE")]
    pub(crate) headers: Vec<String>,

    /// The bearer token. It is better kept in LINESTAMP_TOKEN, which other users cannot list.
    #[arg(long, value_name = "TOKEN")]
    pub(crate) token: Option<String>,

    /// Send bodies as they are, instead of compressed by gzip.
    #[arg(long)]
    pub(crate) no_compress: bool,

    /// How many records a request has at most.
    #[arg(long, value_name = "N", default_value_t = 1000)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: u32,
}

/// The form of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AccountFormat {
    /// For people.
    Human,
    /// A JSON object.
    Json,
}

/// The library says which formats there are.
fn formats() -> impl TypedValueParser<Value = Format> {
    let value = |format: Format| PossibleValue::new(format.name()).help(format.about());
    PossibleValuesParser::new(Format::ALL.map(value)).try_map(|name| name.parse::<Format>())
}

fn levels() -> impl TypedValueParser<Value = Level> {
    PossibleValuesParser::new(Level::ALL.map(Level::as_str))
        .try_map(|word| Level::exact(&word).ok_or("it is no level"))
}

pub(crate) fn environment(word: &str) -> Result<Environment, String> {
    let known = || Environment::ALL.map(Environment::as_str).join(", ");
    Environment::of(word).ok_or_else(|| format!("it has to be one of {}", known()))
}
