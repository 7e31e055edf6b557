//! The arguments of `inject` and `strip`, and the mode that they come down to.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use linestamp_transform::SourceMapOption;

use super::{OutputArgs, ProjectArgs};

/// The arguments of `linestamp inject`.
#[derive(Debug, Args)]
pub(crate) struct InjectArgs {
    #[command(flatten)]
    pub(crate) rewrite: RewriteArgs,

    /// Rewrite literal stamps that are no longer true.
    #[arg(long)]
    pub(crate) refresh: bool,

    /// With --out-dir: make the copy one that wrangler builds from, as its `[build] command`. The
    /// service is that of the nearest wrangler configuration, and all below the root that have this
    /// command; PATH and DIR are relative to it. Whatever would stay unstamped is an error.
    #[arg(long, requires = "out_dir", help_heading = "Mode", conflicts_with_all = [
        "write", "check", "diff", "stdin_filepath", "only_changed", "watch", "source_map",
    ])]
    pub(crate) wrangler: bool,
}

/// What `inject` and `strip` have in common.
#[derive(Debug, Args)]
pub(crate) struct RewriteArgs {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    #[command(flatten)]
    mode: ModeArgs,

    /// With --check: also find records that are unreachable, ambiguous or out of sight.
    #[arg(long, requires = "check", help_heading = "Mode")]
    #[arg(conflicts_with_all = ["write", "out_dir", "diff", "stdin_filepath"])]
    strict: bool,

    /// With --out-dir: write only the files that change, and copy no others.
    #[arg(long, requires = "out_dir", help_heading = "Mode")]
    #[arg(conflicts_with_all = ["write", "check", "diff", "stdin_filepath"])]
    only_changed: bool,

    /// With --out-dir: go on, and follow each change of the sources.
    #[arg(long, requires = "out_dir", help_heading = "Mode")]
    #[arg(conflicts_with_all = ["write", "check", "diff", "stdin_filepath"])]
    pub(crate) watch: bool,

    /// Which source maps to write. A map that a file has already is kept true in any case.
    #[arg(long, value_enum, value_name = "WHERE")]
    pub(crate) source_map: Option<SourceMapArg>,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[group(multiple = false)]
#[command(next_help_heading = "Mode")]
struct ModeArgs {
    /// Change the files in place.
    #[arg(long)]
    write: bool,

    /// Write a changed copy of the tree to this folder: the contents of one PATH, or each of
    /// several under its name. All files are copied but .git and node_modules; what is gone from
    /// the source goes from the copy.
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,

    /// Write nothing; exit with 1 where a record has no true stamp but could have one.
    #[arg(long)]
    check: bool,

    /// Write nothing; print the changes as a patch.
    #[arg(long)]
    diff: bool,

    /// Read one file from standard input, as if it were FILE, and write the result to standard
    /// output.
    #[arg(long, value_name = "FILE", conflicts_with = "paths")]
    stdin_filepath: Option<PathBuf>,
}

/// Where the result goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Nowhere; only tell.
    DryRun,
    /// Into the files themselves.
    Write,
    /// Into a copy of the tree.
    OutDir {
        /// The copy's folder.
        folder: PathBuf,
        /// Whether to leave out what does not change.
        only_changed: bool,
    },
    /// Nowhere; the exit status tells.
    Check {
        /// Whether records that cannot be stamped count too.
        strict: bool,
    },
    /// To standard output, as a patch.
    Diff,
    /// From standard input to standard output.
    Stdin {
        /// The file that the input is taken for.
        path: PathBuf,
    },
}

impl RewriteArgs {
    /// The mode that was asked for. That there is only one, the parser has seen to.
    pub(crate) fn mode(&self) -> Mode {
        let ModeArgs { write, out_dir, check, diff, stdin_filepath } = &self.mode;
        if let Some(folder) = out_dir {
            Mode::OutDir { folder: folder.clone(), only_changed: self.only_changed }
        } else if let Some(path) = stdin_filepath {
            Mode::Stdin { path: path.clone() }
        } else if *write {
            Mode::Write
        } else if *check {
            Mode::Check { strict: self.strict }
        } else if *diff {
            Mode::Diff
        } else {
            Mode::DryRun
        }
    }
}

/// Which source maps to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SourceMapArg {
    /// None.
    None,
    /// As a comment at the end of the file.
    Inline,
    /// As a file beside the file.
    External,
}

impl From<SourceMapArg> for SourceMapOption {
    fn from(arg: SourceMapArg) -> SourceMapOption {
        match arg {
            SourceMapArg::None => SourceMapOption::None,
            SourceMapArg::Inline => SourceMapOption::Inline,
            SourceMapArg::External => SourceMapOption::External,
        }
    }
}
