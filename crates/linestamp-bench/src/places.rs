//! Where the inputs are, and folders that are to be empty.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// This crate's folder.
pub(crate) fn own() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The top of the repository.
pub(crate) fn repository() -> &'static Path {
    own().ancestors().nth(2).unwrap_or(own())
}

/// The folder that everything is made in.
pub(crate) fn bench() -> PathBuf {
    repository().join("target/bench")
}

/// Published TypeScript of which one file in a hundred logs.
pub(crate) fn sparse() -> PathBuf {
    bench().join("sparse")
}

/// The same with one file in ten.
pub(crate) fn tenth() -> PathBuf {
    bench().join("tenth")
}

/// Modules with ten calls each.
pub(crate) fn dense() -> PathBuf {
    bench().join("dense")
}

/// Modules with ten calls of an old logger each.
pub(crate) fn before() -> PathBuf {
    bench().join("before")
}

/// A place for what an arm writes.
pub(crate) fn scratch(name: &str) -> PathBuf {
    bench().join("scratch").join(name)
}

/// Nothing in place of whatever was there.
pub(crate) fn clear(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot empty {}", name(folder)))?;
    }
    Ok(())
}

/// An empty folder in place of whatever was there.
pub(crate) fn fresh(folder: &Path) -> Result<()> {
    clear(folder)?;
    fs::create_dir_all(folder).with_context(|| format!("cannot make {}", name(folder)))
}

/// The last part of a folder's path.
pub(crate) fn name(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
