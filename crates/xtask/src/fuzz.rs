//! `cargo xtask fuzz`: every fuzz target for a while, from its seeds and what it found before.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::thread::ScopedJoinHandle;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::run::{cargo, output, root, step};
use crate::setup;

const FOLDER: &str = "tests/fuzz";

/// No sanitizer: the engine has no unsafe code, and so the stable toolchain will do.
const FLAGS: [&str; 4] = ["-s", "none", "--fuzz-dir", FOLDER];

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// For how long each target runs at most
    #[arg(long, value_name = "N", default_value_t = 30)]
    pub(crate) seconds: u32,
    /// How many inputs each target tries at most; as many as there is time for by default
    #[arg(long, value_name = "N")]
    pub(crate) runs: Option<u32>,
    /// Where chance begins, so that a run can be had again; another one each time by default
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u32>,
    /// Build the targets and run none
    #[arg(long)]
    pub(crate) build: bool,
    /// One target, instead of all
    pub(crate) target: Option<String>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    setup::cargo_fuzz()?;
    step(cargo(&[&["fuzz", "build"], &FLAGS[..]].concat()))?;
    if arguments.build {
        return Ok(());
    }
    match &arguments.target {
        Some(target) => fuzz(target, arguments),
        None => all(arguments),
    }
}

/// All targets, as many at once as there are cores: each keeps one busy.
fn all(arguments: &Arguments) -> Result<()> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let targets = Mutex::new(targets()?.into_iter());
    let next = || targets.lock().unwrap_or_else(PoisonError::into_inner).next();
    let run = || std::iter::from_fn(next).try_for_each(|target| fuzz(&target, arguments));
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..cores).map(|_| scope.spawn(run)).collect();
        let join = |run: ScopedJoinHandle<'_, Result<()>>| {
            run.join().unwrap_or_else(|_| bail!("a fuzz target could not be watched"))
        };
        running.into_iter().try_for_each(join)
    })
}

/// The targets' names, sorted.
fn targets() -> Result<Vec<String>> {
    let folder = root().join(FOLDER).join("fuzz_targets");
    let mut targets = Vec::new();
    for entry in std::fs::read_dir(&folder).context("there are no fuzz targets")? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "rs") {
            targets.extend(path.file_stem().map(|name| name.to_string_lossy().into_owned()));
        }
    }
    targets.sort();
    Ok(targets)
}

fn fuzz(target: &str, arguments: &Arguments) -> Result<()> {
    let corpus = format!("{FOLDER}/corpus/{target}");
    let seeds = format!("{FOLDER}/seeds/{target}");
    std::fs::create_dir_all(root().join(&corpus))?;
    if !Path::new(&root().join(&seeds)).is_dir() {
        bail!("the target {target} has no seeds: put some into {seeds}");
    }
    let time = format!("-max_total_time={}", arguments.seconds);
    // To libFuzzer, -1 is no end.
    let runs = format!("-runs={}", arguments.runs.map_or(-1, i64::from));
    // To libFuzzer, 0 is a seed of its own choice.
    let seed = format!("-seed={}", arguments.seed.unwrap_or(0));
    // Deep input reserves address space by the gigabyte, and touches little of it.
    let limits = ["-timeout=20", "-rss_limit_mb=4096", "-max_len=4096"];
    let words = [
        &["fuzz", "run"],
        &FLAGS[..],
        &[target, &corpus, &seeds, "--", &time, &runs, &seed],
        &limits,
    ];
    let done = output(cargo(&words.concat()))?;
    let said = String::from_utf8_lossy(&done.stderr);
    if !done.status.success() {
        bail!("the fuzz target {target} failed, {}:\n{said}", done.status);
    }
    let summary = said.lines().rev().find(|line| line.starts_with("Done "));
    println!("fuzz {target}: {}", summary.context("libFuzzer does not say what it has done")?);
    Ok(())
}
