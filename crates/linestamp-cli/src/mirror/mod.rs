//! `--out-dir`: a changed copy of the named trees that follows them.
//!
//! Input: `src/a.ts`, `src/schema.sql`. Output: `out/a.ts` with stamps, `out/schema.sql` as it is.
//!
//! - Only what differs is written, whole or not at all.
//! - What is gone from the source goes from the copy, but only what a manifest in the copy lists:
//!   nothing that Linestamp did not write is ever deleted.
//! - Links in the copy's folders are not followed, so nothing is written out of the copy.

mod copier;
mod folders;
mod manifest;
mod manner;
mod origin;
mod place;

use std::collections::BTreeSet;
use std::fs::{File, Permissions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use crate::failure::{Failure, plain};
use crate::finding::Finding;
use crate::interrupt::interrupted;
use crate::names::relative;
use crate::scan::{FoundFile, Tree};
use crate::sink::{Change, Sink};
use crate::write;

pub(crate) use manner::Manner;
pub(crate) use origin::Copies;
pub(crate) use place::check;

/// What runs on the same copy wait for.
const LOCK: &str = ".linestamp-lock";

/// The copy.
pub(crate) struct Mirror {
    /// Its folder, by its real path.
    folder: PathBuf,
    manner: Manner,
    /// Whether each tree has a folder of its own in the copy.
    named: bool,
    /// Whether the folder was empty, so that there is nothing to compare with.
    fresh: bool,
    /// What an earlier run wrote.
    previous: BTreeSet<PathBuf>,
    /// Of what it is a copy.
    origins: manifest::Origins,
    /// What belongs in the copy.
    current: Mutex<BTreeSet<PathBuf>>,
    /// What could not be handled in this run.
    failed: Mutex<BTreeSet<PathBuf>>,
    folders: folders::Folders,
    incomplete: AtomicBool,
    /// Kept to the end, so that of several runs at once each has the copy to itself.
    _lock: Option<File>,
}

impl Mirror {
    /// Opens the copy's folder, and creates it if it is not there.
    pub(crate) fn open(folder: &Path, trees: &[Tree], manner: Manner) -> Result<Mirror, Failure> {
        let shown = folder.display().to_string();
        let refuse = |error: &io::Error| {
            Failure::new(format!("cannot use the output folder: {}", plain(error))).at(&*shown)
        };
        check(folder, trees)?;
        std::fs::create_dir_all(folder).map_err(|error| refuse(&error))?;
        let real = folder.canonicalize().map_err(|error| refuse(&error))?;
        let lock = if manner.for_wrangler {
            Some(lock(&real).map_err(|error| refuse(&error))?)
        } else {
            None
        };
        let fresh = manifest::is_empty_folder(&real);
        let previous = manifest::read(&real).map_err(|error| refuse(&error))?;
        // From here on the folder is known to be a copy, even if this run is killed.
        let origins = origin::of(&real, trees, &manner.root);
        manifest::write(&real, &previous, &origins).map_err(|error| refuse(&error))?;
        Ok(Mirror {
            folders: folders::Folders::new(real.clone(), previous.clone()),
            folder: real,
            manner,
            named: trees.len() > 1,
            fresh,
            previous,
            origins,
            current: Mutex::default(),
            failed: Mutex::default(),
            incomplete: AtomicBool::new(false),
            _lock: lock,
        })
    }

    /// Copies all that the scan did not put here: what is no source, hidden or ignored.
    pub(crate) fn copy_others(&self, trees: &[Tree], threads: usize) -> Vec<(PathBuf, Finding)> {
        if self.manner.only_changed {
            return Vec::new();
        }
        trees
            .iter()
            .filter(|tree| tree.is_folder())
            .flat_map(|tree| copier::copy(self, tree, threads))
            .collect()
    }

    /// Puts in the files that have no original.
    pub(crate) fn add_generated(&self) -> io::Result<()> {
        for (destination, text) in &self.manner.generated {
            let path = self.folders.make_way(destination)?;
            write::replace_if_different(&path, text.as_bytes(), None)?;
            self.note(destination.clone());
        }
        Ok(())
    }

    /// Deletes what is gone from the source and notes what is here now.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        let mut current =
            std::mem::take(&mut *self.current.lock().unwrap_or_else(PoisonError::into_inner));
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        current.extend(failed.intersection(&self.previous).cloned());
        let complete = !self.incomplete.load(Ordering::Relaxed) && !interrupted();
        if complete {
            for gone in self.previous.difference(&current) {
                self.folders.remove(gone);
            }
        } else {
            // What was not seen may still be there.
            current.extend(self.previous.iter().cloned());
        }
        manifest::write(&self.folder, &current, &self.origins).map_err(|error| {
            Failure::new(format!("cannot write {}: {}", manifest::NAME, plain(&error)))
        })
    }

    /// Where a file of a tree goes, relative to the copy's folder.
    fn destination(&self, tree: &Tree, inside: &Path) -> PathBuf {
        match tree.real().file_name() {
            Some(name) if self.named && tree.is_folder() => Path::new(name).join(inside),
            _ => inside.to_owned(),
        }
    }

    fn note(&self, destination: PathBuf) {
        self.current.lock().unwrap_or_else(PoisonError::into_inner).insert(destination);
    }

    /// Whether the scan has dealt with a file already.
    fn is_settled(&self, destination: &Path) -> bool {
        [&self.current, &self.failed]
            .into_iter()
            .any(|set| set.lock().unwrap_or_else(PoisonError::into_inner).contains(destination))
    }

    /// Puts a file into the copy, unless it is there already with the same contents.
    fn put(&self, destination: PathBuf, bytes: &[u8], permissions: &Permissions) -> io::Result<()> {
        let path = self.folders.make_way(&destination)?;
        if self.fresh {
            write::replace(&path, bytes, Some(permissions))?;
        } else {
            write::replace_if_different(&path, bytes, Some(permissions))?;
        }
        self.note(destination);
        Ok(())
    }
}

impl Sink for Mirror {
    fn unchanged(&self, file: FoundFile<'_>, handle: &File, bytes: &[u8]) -> io::Result<()> {
        if self.manner.only_changed {
            return Ok(());
        }
        let permissions = handle.metadata()?.permissions();
        self.put(self.destination(file.tree, file.inside()), bytes, &permissions)
    }

    fn changed(&self, change: &Change<'_>, new: &str) -> io::Result<Option<String>> {
        let permissions = change.handle.metadata()?.permissions();
        let tree = change.file.tree;
        if let Some((path, map)) = change.map()
            && let Ok(inside) = path.strip_prefix(tree.bounds())
        {
            self.put(self.destination(tree, inside), map.as_bytes(), &permissions)?;
        }
        self.put(self.destination(tree, change.file.inside()), new.as_bytes(), &permissions)?;
        Ok(None)
    }

    /// What an earlier run made of the file stays, if there is something; the exit status says
    /// that it is not the newest. It is not replaced by a copy without stamps.
    fn failed(&self, file: FoundFile<'_>) {
        let destination = self.destination(file.tree, file.inside());
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).insert(destination);
    }

    fn leaves_out(&self, file: FoundFile<'_>) -> bool {
        self.manner.for_wrangler && manner::is_test(file.inside())
    }

    fn way_back(&self, file: FoundFile<'_>) -> Option<String> {
        if !self.manner.for_wrangler {
            return None;
        }
        let copy = self.folder.join(self.destination(file.tree, file.inside()));
        Some(relative(copy.parent()?, file.real().parent()?))
    }

    fn incomplete(&self) {
        self.incomplete.store(true, Ordering::Relaxed);
    }

    fn wants_maps(&self) -> bool {
        true
    }

    fn reports_links(&self) -> bool {
        !self.manner.only_changed
    }

    fn folder(&self) -> Option<&Path> {
        Some(&self.folder)
    }

    fn is_once_per_file(&self) -> bool {
        false
    }
}

/// Waits for another run that writes the same copy, and keeps others waiting until the file is
/// closed, however the process ends.
fn lock(folder: &Path) -> io::Result<File> {
    let file = File::options().create(true).append(true).open(folder.join(LOCK))?;
    file.lock()?;
    Ok(file)
}
