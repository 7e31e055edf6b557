//! A copy of the store while it works: a folder that a store can be opened on.

use std::fs;
use std::path::Path;
use std::time::Duration;

use linestamp_store::StoreError;
use rusqlite::Connection;
use rusqlite::backup::Backup;

use crate::error::{sqlite, system};
use crate::folder;
use crate::keeper::Keeper;
use crate::sealed::read_only;

/// Copies everything that was acknowledged before. The manifest comes last: a copy that was broken
/// off has none.
pub(crate) fn backup(keeper: &mut Keeper, to: &Path) -> Result<(), StoreError> {
    let segments = folder::begin(to)?;
    let catalog = keeper.shared.catalog();
    for sealed in &catalog.sealed {
        let copy = folder::segment(to, sealed.listed.id);
        // A sealed file never changes: on one file system both may have the same.
        let from = sealed.file.path();
        let done = fs::hard_link(from, &copy).or_else(|_| fs::copy(from, &copy).map(drop));
        done.map_err(|error| system(&copy, &error))?;
        folder::sync(&copy)?;
    }
    for hot in &catalog.hot {
        let copy = folder::hot(to, hot.number);
        copy_open(hot.file.path(), &copy).map_err(|error| sqlite(&copy, &error))?;
        folder::sync(&copy)?;
    }
    let manifest = folder::manifest(to);
    keeper.manifest.copy_to(&manifest)?;
    for path in [&manifest, &segments, to] {
        folder::sync(path)?;
    }
    Ok(())
}

/// Copies a file that may be written to meanwhile, as it is at one moment.
fn copy_open(from: &Path, to: &Path) -> rusqlite::Result<()> {
    let (from, mut to) = (read_only(from)?, Connection::open(to)?);
    Backup::new(&from, &mut to)?.run_to_completion(1 << 20, Duration::ZERO, None)
}
