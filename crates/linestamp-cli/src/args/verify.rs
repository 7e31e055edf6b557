//! The arguments of `linestamp verify`.

use clap::Args;

use super::{OutputArgs, ProjectArgs};

/// Which build to check, and how to tell.
#[derive(Debug, Args)]
#[command(mut_arg("paths", |arg| arg
    .value_name("OUTDIR")
    .required(true)
    .help("Folders that a build wrote, or single files of them")
    .long_help("Folders that a build wrote, or single files of them. Each script needs a source map: in \
                the file, named by its sourceMappingURL comment, or beside it as NAME.map.")))]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Leave built files alone that match this glob, relative to OUTDIR; may be given more than
    /// once. Nothing in them is checked.
    #[arg(long, value_name = "GLOB", help_heading = "Project")]
    pub(crate) skip: Vec<String>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}
