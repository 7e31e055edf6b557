//! `cargo xtask page`: the page of the logs service, whose built files are committed in its crate and in the
//! example on Workers.

use anyhow::Result;
use clap::Args;

use crate::node::{self, npm};
use crate::run::{command, root, step};
use crate::{backends, hosts};

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Write nothing; fail where the types are wrong or a built file is stale
    #[arg(long)]
    pub(crate) check: bool,
    /// Run its tests: in Chromium, over `linestamp serve`
    #[arg(long)]
    pub(crate) test: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let page = root().join("crates/linestamp-server/page");
    node::install_in(&page)?;
    npm(&page, &["run", if arguments.check { "check" } else { "build" }])?;
    if arguments.test { test() } else { Ok(()) }
}

/// The page in a real browser, over the service as a user starts it.
pub(crate) fn test() -> Result<()> {
    let tests = root().join("tests/page");
    node::install_in(&tests)?;
    backends::chromium()?;
    hosts::command_line()?;
    let mut node = command("node", &["--test", "--test-reporter=spec", "--test-timeout=300000"]);
    node.current_dir(tests);
    step(node)
}
