//! The command line as it is typed. Each option is defined here once: its help, its completions
//! and its paragraph in the man page are all this text.

mod init;
mod migrate;
mod output;
mod project;
mod rewrite;
mod run;
mod schema;
mod send;
mod serve;
mod service;
mod verify;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand};

pub(crate) use init::InitArgs;
pub(crate) use migrate::MigrateArgs;
pub(crate) use output::{Colour, Format, OutputArgs};
pub(crate) use project::ProjectArgs;
pub(crate) use rewrite::{InjectArgs, Mode, RewriteArgs};
pub(crate) use run::RunArgs;
pub(crate) use schema::{Dialects, SchemaArgs};
pub(crate) use send::{AccountFormat, ReadingArgs, RequestArgs, SendArgs, environment};
pub(crate) use serve::{ServeArgs, StoreAction, StoreArgs, TokenAction, TokenArgs};
pub(crate) use service::{
    DeleteArgs, QueryArgs, RecordFormat, ServiceArgs, ShowArgs, SourceArgs, StreamFormat, TailArgs,
    TraceArgs,
};
pub(crate) use verify::VerifyArgs;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER_HELP: &str = "\
Exit status:
  0  everything was done
  1  a check found something
  2  something could not be done; the rest was

Environment:
  LINESTAMP=off  inject passes its input through
  NO_COLOR       no colours
  CI             no progress bar";

/// Stamps every log call of a JavaScript or TypeScript tree with the file and line that wrote it.
#[derive(Debug, Parser)]
#[command(name = "linestamp", version = env!("LINESTAMP_VERSION"), styles = STYLES)]
#[command(after_help = AFTER_HELP, disable_help_subcommand = true, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Put the stamps in. Without a mode it only tells what would happen.
    Inject(InjectArgs),
    /// Take the stamps out again. Without a mode it only tells what would happen.
    Strip(RewriteArgs),
    /// List the place of every log record and what would happen to it.
    Sites(SitesArgs),
    /// Rewrite the calls of an old logger (console, pino, winston, bunyan, consola or your own) to
    /// records. Without --write it only shows the changes.
    Migrate(MigrateArgs),
    /// Check by its source maps that a finished build, of any tool, holds its stamps.
    Verify(VerifyArgs),
    /// Run a command, such as `wrangler dev`, so that the esbuild inside it stamps.
    Run(RunArgs),
    /// Send log files or a pipe to a backend: NDJSON, logfmt, `wrangler tail`, pino, OTLP JSON.
    Send(SendArgs),
    /// Show records of a logs service, or of its folder, by a filter.
    Query(QueryArgs),
    /// Show records of a logs service as they arrive.
    Tail(TailArgs),
    /// Show one trace of a logs service, across services.
    Trace(TraceArgs),
    /// Remove records of a logs service for good. Without --yes it only counts them.
    Delete(DeleteArgs),
    /// Run the logs service: takes records in, keeps them, and answers questions about them.
    Serve(ServeArgs),
    /// Make, list, rotate and revoke the tokens of the logs service.
    Token(TokenArgs),
    /// Check, back up or restore the records of a logs service.
    Store(StoreArgs),
    /// Write a commented linestamp.toml for the project in a folder, and let each service that
    /// wrangler builds be built from a stamped copy.
    Init(InitArgs),
    /// Print the completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the man page, or that of a subcommand.
    Man {
        /// The subcommand.
        command: Option<String>,
    },
    /// Print the schema of the log record: Drizzle, SQL, TypeScript and others.
    Schema(SchemaArgs),
}

/// The arguments of `linestamp sites`.
#[derive(Debug, Args)]
pub(crate) struct SitesArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// List literal stamps that are no longer true as `inject --refresh` would treat them.
    #[arg(long)]
    pub(crate) refresh: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        <Cli as clap::CommandFactory>::command().debug_assert();
    }
}
