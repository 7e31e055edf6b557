//! Which files, which calls, which stamp: what configuration and command line have in common.

use std::path::{Path, PathBuf};

use clap::Args;

/// Which files and which calls. What is given here wins over the configuration.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Project")]
pub(crate) struct ProjectArgs {
    #[command(flatten)]
    pub(crate) files: FilesArgs,

    /// Look for this call instead of the configured ones, such as `env.LOGS.write`; may be given
    /// more than once. A call that is configured keeps its details.
    #[arg(long, value_name = "CALL")]
    pub(crate) target: Vec<String>,

    /// The field of a record that carries the stamp, and the template of its value, which knows
    /// {file}, {path}, {line} and {column}. Left out, it is `source_location={file}:{line}`.
    #[arg(long, value_name = "NAME=TEMPLATE")]
    pub(crate) field: Option<String>,
}

/// Which files: the options that every reading subcommand has.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Project")]
pub(crate) struct FilesArgs {
    /// Files and folders. Ignore files are honoured below a folder, and node_modules is left
    /// alone, but neither hides a path that is named here. [default: .]
    #[arg(value_name = "PATH", help_heading = "Arguments")]
    pub(crate) paths: Vec<PathBuf>,

    /// The configuration file. Left out, it is the first linestamp.toml or linestamp.json on the
    /// way up from the first PATH.
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// The folder that paths in stamps and reports are relative to. Left out, it is the
    /// configuration's, else the top of the repository, else the current folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    /// An extension that counts as source; may be given more than once, or as a list with commas.
    /// Left out, these are ts, tsx, mts, cts, js, jsx, mjs and cjs.
    #[arg(long, value_name = "EXT", value_delimiter = ',')]
    pub(crate) ext: Vec<String>,

    /// Handle only files that match this glob, relative to the root; may be given more than once.
    #[arg(long, value_name = "GLOB")]
    pub(crate) include: Vec<String>,

    /// Leave files alone that match this glob, relative to the root; may be given more than once.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,

    /// How many threads to use. Left out, as many as there are cores.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,
}

impl FilesArgs {
    /// Where the search for the configuration begins.
    pub(crate) fn first(&self) -> &Path {
        self.paths.first().map_or(Path::new("."), |path| path.as_path())
    }
}
