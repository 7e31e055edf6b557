//! Building sealed files, of a hot file or of other sealed ones.
//!
//! A file is built under a name that does not count, synced, and only then given its own; it counts
//! once the manifest lists it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use linestamp_store::StoreError;
use rusqlite::Connection;

use crate::catalog::Hot;
use crate::checksum;
use crate::error::{sqlite, system};
use crate::folder;
use crate::keeper::Keeper;
use crate::keys::{Fingerprints, take_stock};
use crate::manifest::{Extent, Listed};
use crate::sealed::{Sealed, read_only, write_keys};
use crate::segment::{self, Choice};

/// Seals a hot file: a file for each of the ages at which its records expire.
pub(crate) fn seal(keeper: &mut Keeper, hot: &Hot) -> Result<Vec<Sealed>, StoreError> {
    let path = hot.file.path();
    let kinds = kinds(path).map_err(|error| sqlite(path, &error))?;
    let retention = &keeper.shared.options.retention;
    let mut by_age: BTreeMap<Option<Duration>, Vec<(String, String)>> = BTreeMap::new();
    for (environment, level) in kinds {
        let age = retention.age_of(&environment, &level);
        by_age.entry(age).or_default().push((environment, level));
    }
    let only_one = by_age.len() == 1;
    let mut built = Vec::new();
    for kinds in by_age.into_values() {
        let choice = if only_one { Choice::All } else { Choice::Kinds(kinds) };
        built.extend(build(keeper, &[path], &choice)?);
    }
    Ok(built)
}

fn kinds(path: &Path) -> rusqlite::Result<Vec<(String, String)>> {
    let conn = read_only(path)?;
    let mut statement = conn.prepare("SELECT DISTINCT environment, level FROM records")?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// Builds a sealed file of the records of other files that are chosen; `None` if there are none.
pub(crate) fn build(
    keeper: &mut Keeper,
    from: &[&Path],
    choice: &Choice,
) -> Result<Option<Sealed>, StoreError> {
    let id = keeper.next;
    keeper.next += 1;
    let shared = &keeper.shared;
    let (unfinished, path) = (shared.folder.unfinished(id), shared.folder.segment(id));
    folder::remove(&unfinished);
    let build = || {
        let mut builder = segment::Builder::create(&unfinished)?;
        let _flushing = Flushing::start(&unfinished)?;
        for from in from {
            if shared.is_closing() {
                return Err(StoreError::Closed);
            }
            builder.add(from, choice)?;
        }
        builder.finish()?;
        finish(&unfinished, &path, id, shared.fingerprints)
    };
    let built = build();
    if !matches!(built, Ok(Some(_))) {
        folder::remove(&unfinished);
    }
    built
}

/// How often what has been written so far is brought to the disk.
const FLUSH: Duration = Duration::from_millis(50);

/// Brings a file to the disk while it is written. All at once at its end would keep the disk from the
/// writer's syncs for as long as that takes.
struct Flushing {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Flushing {
    fn start(path: &Path) -> Result<Flushing, StoreError> {
        let file = fs::File::open(path).map_err(|error| system(path, &error))?;
        let done = Arc::new(AtomicBool::new(false));
        let is_done = Arc::clone(&done);
        let flush = move || {
            while !is_done.load(Ordering::Acquire) {
                // Whether all is on the disk, the sync at the end says.
                let _ = file.sync_data();
                thread::park_timeout(FLUSH);
            }
        };
        let started = thread::Builder::new().name("linestamp-flush".to_owned()).spawn(flush);
        let thread = Some(started.map_err(|error| system(path, &error))?);
        Ok(Flushing { done, thread })
    }
}

impl Drop for Flushing {
    fn drop(&mut self) {
        self.done.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            let _ = thread.join();
        }
    }
}

/// Adds the keys to a built file, syncs it and gives it its name.
fn finish(
    unfinished: &Path,
    path: &Path,
    id: u64,
    fingerprints: Fingerprints,
) -> Result<Option<Sealed>, StoreError> {
    let failed = |error: rusqlite::Error| sqlite(unfinished, &error);
    let conn = Connection::open(unfinished).map_err(failed)?;
    let (mut keys, mut kinds): (_, Vec<(String, String)>) = (Vec::new(), Vec::new());
    let stock = take_stock(&conn, fingerprints, |fingerprint, seq, kind| {
        keys.push((fingerprint, seq));
        if !kinds.iter().any(|known| (known.0.as_str(), known.1.as_str()) == kind) {
            kinds.push((kind.0.to_owned(), kind.1.to_owned()));
        }
    });
    let extent = stock.map_err(failed)?.whole();
    if extent.rows == 0 {
        return Ok(None);
    }
    keys.sort_unstable();
    // The file counts only when it is whole: a journal would protect nothing.
    conn.execute_batch("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
        .and_then(|()| write_keys(&conn, &keys))
        .and_then(|()| conn.execute_batch("COMMIT"))
        .map_err(failed)?;
    conn.close().map_err(|(_, error)| failed(error))?;
    folder::sync(unfinished)?;
    let (bytes, checksum) = checksum::of(unfinished).map_err(|error| system(unfinished, &error))?;
    fs::rename(unfinished, path).map_err(|error| system(path, &error))?;
    let listed = Listed { id, extent: Extent { bytes, ..extent }, kinds, checksum: Some(checksum) };
    Ok(Some(Sealed::new(listed, path, keys.into_iter().map(|(key, _)| key).collect())))
}
