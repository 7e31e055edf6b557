//! Opening a folder as whatever end left it.
//!
//! A file of records is taken from exactly one place: the manifest says which sealed files count,
//! and up to which hot file everything is sealed. The rest is left of something unfinished.

use std::path::Path;
use std::sync::Arc;

use linestamp_store::{Seq, StoreError};

use crate::catalog::{Catalog, Hot};
use crate::folder::{self, Folder};
use crate::hot::HotFile;
use crate::manifest::{Listed, Manifest, State};
use crate::salvage;
use crate::sealed::Sealed;
use crate::snapshot;

/// What was found.
pub(crate) struct Found {
    pub(crate) catalog: Catalog,
    /// The file that is appended to; the last of the catalog.
    pub(crate) file: HotFile,
    /// The last place in the order of arrival that was given away.
    pub(crate) last: Seq,
    /// The number of the next sealed file.
    pub(crate) next: u64,
    /// What was found damaged, in words.
    pub(crate) damage: Vec<String>,
}

/// Brings the folder in order and opens what counts.
pub(crate) fn recover(
    folder: &Folder,
    manifest: &Manifest,
    state: State,
) -> Result<Found, StoreError> {
    let listed = manifest.list()?;
    salvage::finish(folder.root())?;
    remove_unlisted(folder, &listed)?;
    snapshot::clear(folder.root())?;
    let mut catalog = Catalog::default();
    for listed in listed {
        let path = folder.segment(listed.id);
        catalog.sealed.push(Arc::new(Sealed::open(listed, &path)?));
    }
    let (mut file, mut damage) = (None, Vec::new());
    for number in folder::hot_numbers(folder.root())? {
        let path = folder.hot(number);
        if number <= state.sealed_hot {
            folder::remove(&path);
            continue;
        }
        salvage::undo_beginning(&path)?;
        salvage::keep_log(&path)?;
        if !salvage::is_sound(&path)? {
            damage.push(salvage::salvage(&path)?);
        }
        let (opened, hot) = open_hot(&path, number, state)?;
        file = Some(opened);
        catalog.hot.push(hot);
    }
    let file = match file {
        Some(file) => file,
        None => {
            let number = state.sealed_hot + 1;
            let (file, hot) = open_hot(&folder.hot(number), number, state)?;
            catalog.hot.push(hot);
            file
        }
    };
    for path in [folder.root(), &folder.segments()] {
        folder::sync(path)?;
    }
    let last = catalog.files().map(|file| file.extent().seq.1).max().unwrap_or(0);
    let ids = catalog.listed().map(|listed| listed.id + 1).max().unwrap_or(0);
    let (last, next) = (last.max(state.last_seq), ids.max(state.next_segment));
    Ok(Found { catalog, file, last, next, damage })
}

fn open_hot(path: &Path, number: u64, state: State) -> Result<(HotFile, Arc<Hot>), StoreError> {
    let file = HotFile::open(path)?;
    let held = file.take_stock(state.fingerprints)?;
    Ok((file, Arc::new(Hot::new(number, path.to_owned(), held))))
}

/// Removes what was being built, or was built or dropped and is not listed.
fn remove_unlisted(folder: &Folder, listed: &[Listed]) -> Result<(), StoreError> {
    let counts: Vec<_> = listed.iter().map(|listed| folder.segment(listed.id)).collect();
    for path in folder::listing(&folder.segments())? {
        if !counts.contains(&path) {
            folder::remove(&path);
        }
    }
    Ok(())
}
