//! The arguments of `linestamp run`.

use std::ffi::OsString;

/// What to run.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  npx linestamp run -- wrangler dev
  npx linestamp run -- wrangler deploy --dry-run --outdir dist

A hook that is preloaded into each Node process (NODE_OPTIONS) puts the plugin into the esbuild that
the command uses. The exit status is the command's; it is 2 where the command ended well, but built
something that the hook did not see. The hook is in the npm package: npm install --save-dev linestamp")]
pub(crate) struct RunArgs {
    /// Fail a build in which a record has no true stamp; it is a warning otherwise.
    #[arg(long)]
    pub(crate) strict: bool,

    /// The command and its arguments, behind `--`.
    #[arg(value_name = "COMMAND", required = true, trailing_var_arg = true)]
    #[arg(allow_hyphen_values = true)]
    pub(crate) command: Vec<OsString>,
}
