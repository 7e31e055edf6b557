//! The arguments of `linestamp init`.

use std::path::PathBuf;

/// Where to look and to write.
#[derive(Debug, clap::Args)]
pub(crate) struct InitArgs {
    /// The project's folder.
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,

    /// Leave wrangler's configurations alone, for services that `linestamp run -- wrangler` builds.
    #[arg(long)]
    pub(crate) no_wrangler: bool,
}
