//! The subcommands, one file each.

mod copy;
mod delete;
mod documents;
mod doubtful;
mod init;
mod migrate;
mod query;
mod rewrite;
mod run;
mod send;
mod serve;
mod sites;
mod stdin;
mod store;
mod tail;
mod token;
mod trace;
mod verify;
mod watch;

use std::ffi::OsString;
use std::future::Future;

use clap::Parser as _;
use linestamp_transform::Action;

use crate::args::{Cli, Command, OutputArgs};
use crate::failure::{Failure, Stop, plain};
use crate::finding::{Finding, Rule};
use crate::report::Screen;
use crate::scan::{Scan, Tree};
use crate::status::Status;

/// How a subcommand ends.
type Ended = Result<Status, Stop>;

/// Runs the command line.
pub(crate) fn run<I, T>(args: I) -> Status
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody to tell it to, if that fails.
            let _ = error.print();
            return if error.use_stderr() { Status::Failed } else { Status::Done };
        }
    };
    let output = cli.command.output();
    match dispatch(cli.command) {
        Ok(status) => status,
        Err(Stop::Unread) => Status::Done,
        Err(Stop::Failure(failure)) => {
            let _ = Screen::new(&output).fail(&failure);
            Status::Failed
        }
    }
}

fn dispatch(command: Command) -> Ended {
    match command {
        Command::Inject(args) if args.wrangler => copy::run(&args),
        Command::Inject(args) => {
            rewrite::run(&args.rewrite, Action::Inject { refresh: args.refresh })
        }
        Command::Strip(args) => rewrite::run(&args, Action::Strip),
        Command::Sites(args) => sites::run(&args),
        Command::Migrate(args) => migrate::run(&args),
        Command::Verify(args) => verify::run(&args),
        Command::Run(args) => run::run(&args),
        Command::Send(args) => send::run(&args),
        Command::Query(args) => query::run(&args),
        Command::Tail(args) => tail::run(&args),
        Command::Trace(args) => trace::run(&args),
        Command::Delete(args) => delete::run(&args),
        Command::Serve(args) => serve::run(&args),
        Command::Token(args) => token::run(&args),
        Command::Store(args) => store::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Completions { shell } => documents::completions(shell),
        Command::Man { command } => documents::man(command.as_deref()),
        Command::Schema(args) => documents::schema(&args),
    }
}

/// Waits for something that is done over the network.
fn at_work<T>(work: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime
        .map_err(|error| Failure::new(format!("cannot use the network: {}", plain(&error))))?;
    Ok(runtime.block_on(work))
}

impl Command {
    /// How the command reports.
    fn output(&self) -> OutputArgs {
        match self {
            Command::Inject(args) => args.rewrite.output.clone(),
            Command::Strip(args) => args.output.clone(),
            Command::Sites(args) => args.output.clone(),
            Command::Migrate(args) => args.output.clone(),
            Command::Verify(args) => args.output.clone(),
            _ => OutputArgs::default(),
        }
    }
}

/// The trees of the named paths; a path that is not there is told of, and the rest goes on.
fn open_trees(paths: &[std::path::PathBuf], scan: &mut Scan) -> Vec<Tree> {
    let mut trees = Vec::with_capacity(paths.len());
    for path in paths {
        match Tree::open(path) {
            Ok(tree) => trees.push(tree),
            Err(error) => {
                let message = format!("cannot open the path: {}", plain(&error));
                scan.add(path.display().to_string(), Finding::error(Rule::Unreadable, message));
            }
        }
    }
    trees
}

/// An error for a subcommand that is not there.
fn unknown_subcommand(name: &str, known: &[String]) -> Failure {
    Failure::new(format!("there is no subcommand `{name}`"))
        .with_help(format!("known are {}", known.join(", ")))
}
