//! Where the inputs are.

use std::path::{Path, PathBuf};

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
