//! What is done to this repository by machine: `cargo xtask help`.

mod backends;
mod check;
mod fixtures;
mod fuzz;
mod generate;
mod hosts;
mod node;
mod page;
mod run;
mod setup;
mod test;
mod wasm;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "cargo xtask", about = "Checks, tests and generates this repository")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Format, lints, documentation and generated files, without running a test
    Check,
    /// Installs what is missing, then runs every test and every fuzz target
    Test(test::Arguments),
    /// Installs what the tests need beside Rust and Node
    Setup,
    /// Writes the snapshots of the fixtures anew; read them before you commit them
    Fixtures,
    /// Packs the npm package, installs it and runs it in the real build tools
    Hosts,
    /// Builds the page of the logs service into its crate
    Page(page::Arguments),
    /// Builds what the npm package carries as wasm
    Wasm,
    /// Runs the fuzz targets
    Fuzz(fuzz::Arguments),
    /// Writes the files that derive from the code
    Generate(generate::Arguments),
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Check => check::run(),
        Command::Test(arguments) => test::run(&arguments),
        Command::Setup => setup::run(),
        Command::Fixtures => fixtures::run(),
        Command::Hosts => hosts::run(),
        Command::Page(arguments) => page::run(&arguments),
        Command::Wasm => wasm::run(),
        Command::Fuzz(arguments) => fuzz::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
    }
}
