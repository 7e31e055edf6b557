//! The folders of the copy: made as they are needed, once each, and never through a link.

use std::collections::{BTreeSet, HashSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Makes and removes what is below one folder.
pub(crate) struct Folders {
    top: PathBuf,
    /// What an earlier run wrote, which may be removed where it is in the way.
    previous: BTreeSet<PathBuf>,
    /// The folders that are known to be there, relative to the top.
    known: Mutex<HashSet<PathBuf>>,
}

impl Folders {
    pub(crate) fn new(top: PathBuf, previous: BTreeSet<PathBuf>) -> Folders {
        Folders { top, previous, known: Mutex::default() }
    }

    /// Makes the folders for a file and takes away what stands in its place; gives its path.
    pub(crate) fn make_way(&self, file: &Path) -> io::Result<PathBuf> {
        if let Some(folder) = file.parent() {
            self.make(folder)?;
        }
        let path = self.top.join(file);
        if !self.previous.is_empty() && !self.previous.contains(file) && path.is_dir() {
            self.clear(file)?;
        }
        Ok(path)
    }

    fn make(&self, folder: &Path) -> io::Result<()> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if folder.as_os_str().is_empty() || known.contains(folder) {
            return Ok(());
        }
        let mut missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|path| !path.as_os_str().is_empty() && !known.contains(*path))
            .collect();
        while let Some(folder) = missing.pop() {
            self.make_one(folder)?;
            known.insert(folder.to_owned());
        }
        Ok(())
    }

    fn make_one(&self, folder: &Path) -> io::Result<()> {
        let path = self.top.join(folder);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => return Ok(()),
            // A file or a link of an earlier run, where the source now has a folder.
            Ok(_) if self.previous.contains(folder) => fs::remove_file(&path)?,
            Ok(found) if found.is_symlink() => {
                return Err(io::Error::other("its folder in the copy is a link, not followed"));
            }
            Ok(_) => return Err(io::Error::other("its folder in the copy is a file")),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        fs::create_dir(&path)
    }

    /// Removes what an earlier run wrote below a folder, and the folder, where the source now has
    /// a file. Fails where there is anything else in it.
    fn clear(&self, folder: &Path) -> io::Result<()> {
        let inside = self.previous.range(folder.to_owned()..);
        for file in inside.take_while(|file| file.starts_with(folder)) {
            self.remove(file);
        }
        match fs::symlink_metadata(self.top.join(folder)) {
            Ok(found) if found.is_dir() => Err(io::Error::other(
                "in the copy it is a folder with files that Linestamp did not write",
            )),
            _ => Ok(()),
        }
    }

    /// Removes a file, and the folders that are empty without it. What cannot be removed stays: it
    /// is not needed, and a later run tries again.
    pub(crate) fn remove(&self, file: &Path) {
        let through_link = file.ancestors().skip(1).any(|folder| {
            !folder.as_os_str().is_empty()
                && fs::symlink_metadata(self.top.join(folder)).is_ok_and(|found| found.is_symlink())
        });
        let path = self.top.join(file);
        if through_link || fs::symlink_metadata(&path).is_ok_and(|found| found.is_dir()) {
            return;
        }
        if fs::remove_file(path).is_err() {
            return;
        }
        for folder in file.ancestors().skip(1) {
            if folder.as_os_str().is_empty() || fs::remove_dir(self.top.join(folder)).is_err() {
                break;
            }
            self.known.lock().unwrap_or_else(PoisonError::into_inner).remove(folder);
        }
    }
}
