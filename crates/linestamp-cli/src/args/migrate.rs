//! The arguments of `migrate`.

use std::path::PathBuf;

use clap::Args;
use linestamp_transform::MigrateOptions;

use super::project::FilesArgs;
use super::{OutputArgs, ProjectArgs};

/// Which calls to rewrite, where, and how to tell.
#[derive(Debug, Args)]
pub(crate) struct MigrateArgs {
    #[command(flatten)]
    files: FilesArgs,

    /// Change the files in place. Left out, the changes are printed as a patch.
    #[arg(long, help_heading = "Mode")]
    pub(crate) write: bool,

    /// Ask of each call whose logger is in doubt, with the record that it would become. Needs a terminal.
    #[arg(long, help_heading = "Mode")]
    pub(crate) interactive: bool,

    /// Rewrite calls of this logger alone: console, pino, winston, bunyan, consola or local, a
    /// module of your own; may be given more than once, or as a list with commas.
    #[arg(long, value_name = "NAME", value_delimiter = ',', help_heading = "Migration")]
    logger: Vec<String>,

    /// A glob on import specifiers, such as `@acme/telemetry`: modules that export a logger of your
    /// own; may be given more than once. Left out, they are those called logger, log and logging.
    #[arg(long, value_name = "GLOB", help_heading = "Migration")]
    from: Vec<String>,

    /// Take what is called `log`, `logger` and the like for this logger, where nothing shows which one it
    /// is.
    #[arg(long, value_name = "NAME", help_heading = "Migration")]
    assume: Option<String>,

    /// Import `env` from `cloudflare:workers` where no `env` is in reach of a call.
    #[arg(long, help_heading = "Migration")]
    add_import: bool,

    /// Delete this package, the one of the old logger, and what refers to it in manifests, workspaces
    /// and compiler configurations below the root. Where a file still uses it, nothing of it is touched.
    #[arg(long, value_name = "DIR", help_heading = "Migration")]
    pub(crate) delete_package: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

impl MigrateArgs {
    /// What a project needs to know. Calls and stamps are not looked at.
    pub(crate) fn project(&self) -> ProjectArgs {
        ProjectArgs { files: self.files.clone(), ..ProjectArgs::default() }
    }

    /// The options that are given here over the configured ones.
    pub(crate) fn over(&self, configured: MigrateOptions) -> MigrateOptions {
        let list = |given: &[String]| (!given.is_empty()).then(|| given.to_vec());
        MigrateOptions {
            loggers: list(&self.logger).or(configured.loggers),
            from: list(&self.from).or(configured.from),
            assume: self.assume.clone().or(configured.assume),
            add_import: self.add_import.then_some(true).or(configured.add_import),
            ..configured
        }
    }
}
