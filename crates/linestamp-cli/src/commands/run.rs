//! `linestamp run`: hands over to the npm package that the project has installed.
//!
//! The hook that stamps inside another tool is JavaScript and uses the addon, so it lives there; that
//! package's own `linestamp` runs it without coming here.

use std::path::PathBuf;
use std::process::Command;

use super::Ended;
use crate::args::RunArgs;
use crate::failure::{Failure, plain};

/// The package's program, below a folder of the project.
const PROGRAM: &str = "node_modules/linestamp/bin/linestamp.js";

/// Runs the subcommand.
pub(crate) fn run(args: &RunArgs) -> Ended {
    if let Some(word) = args.command.first().filter(|word| word.to_string_lossy().starts_with('-'))
    {
        let title = format!("`{}` is no command to run", word.to_string_lossy());
        return Err(Failure::new(title).with_help("as in `linestamp run -- wrangler dev`").into());
    }
    let program = installed().ok_or_else(|| {
        Failure::new("the npm package `linestamp`, which has the hook, is not installed here")
            .with_help("npm install --save-dev linestamp")
    })?;
    let mut node = Command::new("node");
    node.arg(program).arg("run");
    if args.strict {
        node.arg("--strict");
    }
    node.arg("--").args(&args.command);
    hand_over(node)
}

/// The nearest installation on the way up.
fn installed() -> Option<PathBuf> {
    let current = std::env::current_dir().ok()?;
    current.ancestors().map(|folder| folder.join(PROGRAM)).find(|program| program.is_file())
}

/// Becomes the program, so that signals and the exit status are its own.
#[cfg(unix)]
fn hand_over(mut node: Command) -> Ended {
    use std::os::unix::process::CommandExt as _;
    Err(cannot_start(&node.exec()).into())
}

/// Waits for the program. A console sends its signals to that too.
#[cfg(not(unix))]
fn hand_over(mut node: Command) -> Ended {
    let status = node.status().map_err(|error| cannot_start(&error))?;
    std::process::exit(status.code().unwrap_or_else(|| crate::status::Status::Failed.code().into()))
}

fn cannot_start(error: &std::io::Error) -> Failure {
    Failure::new(format!("`node` does not start: {}", plain(error)))
        .with_help("install Node 20.19 or newer")
}
