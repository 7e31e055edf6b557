//! Trees of TypeScript as people wrote it: what packages on npm publish beside their builds.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use ignore::WalkBuilder;

use crate::{places, tools};

/// The least number of files that makes a tree worth racing over.
const LEAST_FILES: usize = 3_000;

/// Larger files do not log: they are tables and generated code.
const LARGEST_LOGGING: usize = 32 * 1024;

/// What is put at the end of a file that is to log.
const CALLS: &str = r"
/** Tells the team that a deprecated path is still in use. */
export async function reportUse(env: Env, name: string, count = 1): Promise<void> {
  if (count > 1_000) {
    await env.LOGS.write({ level: 'warn', event_type: 'used_often', message: `${name}: ${count}` });
  }
  await env.LOGS.write({
    level: 'info',
    event_type: 'used',
    message: `${name} is in use`,
    metadata: { count },
  });
}
";

/// How many files a tree has.
pub(crate) struct Counts {
    pub(crate) files: usize,
    pub(crate) logging: usize,
}

/// Installs the packages; gives their folder.
pub(crate) fn install() -> Result<PathBuf> {
    let folder = places::bench().join("npm");
    fs::create_dir_all(&folder)?;
    for name in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(places::own().join("inputs").join(name), folder.join(name))?;
    }
    tools::npm_install(&folder)?;
    Ok(folder)
}

/// Copies the sources of the packages into a tree and lets one in so many of them log.
pub(crate) fn make(packages: &Path, tree: &Path, every: usize) -> Result<Counts> {
    places::fresh(tree)?;
    let mut counts = Counts { files: 0, logging: 0 };
    for package in names()? {
        let top = packages.join("node_modules").join(&package);
        for file in sources(&top) {
            let target = tree.join(&package).join(file.strip_prefix(&top)?);
            let mut text = fs::read_to_string(&file)?;
            counts.files += 1;
            // The next small file takes a large one's turn.
            if counts.logging < counts.files / every && text.len() <= LARGEST_LOGGING {
                text.push_str(CALLS);
                counts.logging += 1;
            }
            fs::create_dir_all(target.parent().unwrap_or(tree))?;
            fs::write(target, text)?;
        }
    }
    ensure!(counts.files >= LEAST_FILES, "the packages have {} sources only", counts.files);
    Ok(counts)
}

/// The packages that were asked for, without those that they depend on.
fn names() -> Result<Vec<String>> {
    let text = fs::read_to_string(places::own().join("inputs/package.json"))?;
    let (_, list) = text.split_once("\"devDependencies\"").context("there are no dependencies")?;
    Ok(list
        .lines()
        .filter_map(|line| line.trim().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect())
}

/// A package's TypeScript, without declarations, in an order that is the same everywhere.
fn sources(package: &Path) -> Vec<PathBuf> {
    let mut walk = WalkBuilder::new(package);
    walk.standard_filters(false).filter_entry(|entry| entry.file_name() != "node_modules");
    let mut files: Vec<PathBuf> = walk
        .build()
        .flatten()
        .map(ignore::DirEntry::into_path)
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            [".ts", ".tsx", ".mts", ".cts"].iter().any(|end| name.ends_with(end))
                && !name.contains(".d.")
                && path.is_file()
        })
        .collect();
    files.sort();
    files
}
