//! Which files the store consists of at one moment.
//!
//! A catalog never changes: a change makes a new one. Whoever reads keeps the catalog with which it
//! began, and with it the files: one that was dropped leaves the disk with its last reader.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linestamp_store::Seq;

use crate::folder;
use crate::keys::KeyIndex;
use crate::manifest::{Extent, Listed};
use crate::sealed::Sealed;
use crate::stretches::Stretches;

/// A file that may be dropped while others read it.
#[derive(Debug)]
pub(crate) struct DataFile {
    path: PathBuf,
    dropped: AtomicBool,
}

impl DataFile {
    pub(crate) fn new(path: PathBuf) -> DataFile {
        DataFile { path, dropped: AtomicBool::new(false) }
    }

    pub(crate) fn path(&self) -> &std::path::Path {
        &self.path
    }

    /// Removes it as soon as nobody has it any more.
    pub(crate) fn drop_later(&self) {
        self.dropped.store(true, Ordering::Release);
    }
}

impl Drop for DataFile {
    fn drop(&mut self) {
        if self.dropped.load(Ordering::Acquire) {
            // One that stays, with the process killed here, is found and removed at the next start.
            folder::remove(&self.path);
        }
    }
}

/// A file that is appended to, or was and waits to be sealed.
#[derive(Debug)]
pub(crate) struct Hot {
    pub(crate) number: u64,
    pub(crate) file: DataFile,
    held: Mutex<Held>,
}

/// What is in a hot file, as far as it is committed; the keys may be ahead by one commit.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) stretches: Stretches,
    pub(crate) keys: KeyIndex,
}

impl Hot {
    pub(crate) fn new(number: u64, path: PathBuf, held: Held) -> Hot {
        Hot { number, file: DataFile::new(path), held: Mutex::new(held) }
    }

    pub(crate) fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn extent(&self) -> Extent {
        self.held().stretches.whole()
    }
}

/// The files.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalog {
    /// By their place in the order of arrival; they may overlap.
    pub(crate) sealed: Vec<Arc<Sealed>>,
    /// In the order of arrival; the last is appended to.
    pub(crate) hot: Vec<Arc<Hot>>,
}

/// One file to read.
#[derive(Debug, Clone)]
pub(crate) enum File {
    Sealed(Arc<Sealed>),
    Hot(Arc<Hot>),
}

impl File {
    pub(crate) fn path(&self) -> &std::path::Path {
        match self {
            File::Sealed(sealed) => sealed.file.path(),
            File::Hot(hot) => hot.file.path(),
        }
    }

    pub(crate) fn extent(&self) -> Extent {
        match self {
            File::Sealed(sealed) => sealed.listed.extent.clone(),
            File::Hot(hot) => hot.extent(),
        }
    }

    /// The same stretch by stretch, as far as it is known.
    fn stretches(&self) -> Vec<Extent> {
        match self {
            File::Sealed(sealed) => vec![sealed.listed.extent.clone()],
            File::Hot(hot) => hot.held().stretches.each().to_vec(),
        }
    }

    /// How much it takes on disk.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            File::Sealed(sealed) => sealed.listed.extent.bytes,
            File::Hot(hot) => folder::size(hot.file.path()),
        }
    }
}

impl Catalog {
    /// All files.
    pub(crate) fn files(&self) -> impl Iterator<Item = File> {
        let sealed = self.sealed.iter().cloned().map(File::Sealed);
        sealed.chain(self.hot.iter().cloned().map(File::Hot))
    }

    /// All that there is to read: sealed files, hot ones stretch by stretch, and what is in each.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = (File, Extent)> {
        self.files().flat_map(|file| {
            let stretches = file.stretches();
            stretches.into_iter().map(move |extent| (file.clone(), extent))
        })
    }

    /// Those that may have arrivals in a range, both ends included, by their first.
    pub(crate) fn arrivals(&self, first: Seq, last: Seq) -> Vec<(File, Extent)> {
        let overlaps = |extent: &Extent| extent.seq.0 <= last && first <= extent.seq.1;
        let with_extent = self.files().map(|file| (file.extent(), file));
        let filled = with_extent.filter(|(extent, _)| extent.rows > 0 && overlaps(extent));
        let mut files: Vec<_> = filled.map(|(extent, file)| (file, extent)).collect();
        files.sort_by_key(|(_, extent)| extent.seq.0);
        files
    }

    /// The listed ones, for decisions about them.
    pub(crate) fn listed(&self) -> impl Iterator<Item = &Listed> {
        self.sealed.iter().map(|sealed| &sealed.listed)
    }

    /// The same without some sealed files, and with others.
    pub(crate) fn replacing(&self, remove: &[u64], add: Vec<Arc<Sealed>>) -> Catalog {
        let mut next = self.clone();
        next.sealed.retain(|sealed| !remove.contains(&sealed.listed.id));
        next.sealed.extend(add);
        next.sealed.sort_by_key(|sealed| (sealed.listed.extent.seq.0, sealed.listed.id));
        next
    }
}
