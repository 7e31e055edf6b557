//! The `linestamp` command line, as a library that `main` and the project's own tools call.
//!
//! ```
//! let status = linestamp_cli::run(["linestamp", "--version"]);
//! assert_eq!(status, 0);
//! ```
//!
//! A run goes through these stages, each in a module of its own: `args` (what the user typed) and
//! the configuration that [`linestamp_project`] reads become a `project`; `scan` walks its trees in parallel
//! and asks the engine about each file; a `sink` puts the result where the mode wants it; `report`
//! tells what happened. There is one file per subcommand in `commands`.
//!
//! `linestamp migrate` goes the same way with another question; `packages` is what becomes of the npm packages
//! around.
//!
//! `linestamp send` has a way of its own, in `send`: from bytes to records to a client. What `query`,
//! `tail` and `trace` ask a logs service for goes through `service`.
//!
//! `linestamp serve` is [`linestamp_server`] over a store in files.
//!
//! All that finds and stamps calls is in [`linestamp_transform`]; here are files, flags and reports.

mod args;
mod commands;
mod demo;
mod failure;
mod finding;
mod interrupt;
mod mirror;
mod packages;
mod project;
mod report;
mod scan;
mod send;
mod service;
mod sink;
mod status;
mod verify;
mod wrangler;
mod write;

use std::ffi::OsString;

// What all hosts share is spoken of here as if it were at home.
use linestamp_project::{config, excerpt, names, sidecar};

/// Runs the command line, the name of the program first, and gives the exit status: 0 done, 1 a
/// check found something, 2 something could not be done.
pub fn run<I, T>(args: I) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    commands::run(args).code()
}

/// The definition of the command line, from which the documentation is made.
#[must_use]
pub fn command() -> clap::Command {
    <args::Cli as clap::CommandFactory>::command()
}
