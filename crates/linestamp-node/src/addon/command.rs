//! The command line, inside Node.

use napi_derive::napi;

/// Runs the command line with these arguments (without the program's name) and gives back the exit
/// status: 0 done, 1 a check found something, 2 something could not be done. Reads standard input
/// and writes standard output and standard error itself, and returns when it is done.
#[napi]
#[must_use]
pub fn run(arguments: Vec<String>) -> u32 {
    let name = "linestamp".to_owned();
    linestamp_cli::run(std::iter::once(name).chain(arguments)).into()
}
