//! Looking whether a store that nobody has open is whole, and bringing one back from a backup.

use std::fs::{self, File};
use std::path::Path;

use linestamp_store::StoreError;

use crate::checksum;
use crate::error::system;
use crate::folder::{self, Folder};
use crate::manifest::{Listed, Manifest};

/// What a look at a store has shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Checked {
    /// How many sealed files have the bytes with which they were sealed.
    pub sound: usize,
    /// How many have no checksum to compare with: they were sealed by a version that took none.
    pub unknown: usize,
    /// What is wrong, one file each, in words.
    pub damage: Vec<String>,
}

/// Looks whether there is a store, or a backup of one, in a folder, where opening would begin one.
///
/// # Errors
/// Where there is none.
pub fn find(store: impl AsRef<Path>) -> Result<(), StoreError> {
    let root = store.as_ref();
    if folder::manifest(root).is_file() {
        return Ok(());
    }
    Err(StoreError::Failed(format!(
        "{}: there is no store in this folder, nor a backup of one",
        root.display()
    )))
}

/// Reads each sealed file of a store, and compares it with the checksum that was taken when it was
/// sealed. Files that are still appended to are looked at whenever the store is opened.
///
/// # Errors
/// Where there is no store, another process has it open, or a file cannot be read.
pub fn check(store: impl AsRef<Path>) -> Result<Checked, StoreError> {
    let (folder, listed) = open(store.as_ref())?;
    let mut checked = Checked::default();
    for listed in listed {
        let path = folder.segment(listed.id);
        if !path.is_file() {
            checked.damage.push(format!("{}: it is not there", path.display()));
            continue;
        }
        let found = checksum::of(&path).map_err(|error| system(&path, &error))?;
        match is_sound(&listed, found) {
            Some(true) => checked.sound += 1,
            Some(false) => checked.damage.push(damaged(&path)),
            None => checked.unknown += 1,
        }
    }
    Ok(checked)
}

/// Copies a backup to a folder that is empty or not there, each sealed file compared with its
/// checksum. A store can be opened on the folder once this is done; what is broken off is none.
///
/// # Errors
/// Where the backup is not whole, something is in the folder already, or a file cannot be read or
/// written.
pub fn restore(backup: impl AsRef<Path>, to: impl AsRef<Path>) -> Result<(), StoreError> {
    let (backup, listed) = open(backup.as_ref())?;
    let to = to.as_ref();
    let segments = folder::begin(to)?;
    let copied = copy_all(&backup, listed, &segments, to);
    if copied.is_err() {
        // Whatever is in it was copied here, and is of no use.
        let _ = fs::remove_dir_all(to);
    }
    copied
}

/// The manifest comes last: a folder without one is no store.
fn copy_all(
    backup: &Folder,
    listed: Vec<Listed>,
    segments: &Path,
    to: &Path,
) -> Result<(), StoreError> {
    for listed in listed {
        let from = backup.segment(listed.id);
        let found = copy(&from, &folder::segment(to, listed.id))?;
        if is_sound(&listed, found) == Some(false) {
            return Err(StoreError::Failed(damaged(&from)));
        }
    }
    for number in folder::hot_numbers(backup.root())? {
        let (from, copied) = (backup.hot(number), folder::hot(to, number));
        copy(&from, &copied)?;
        let [from, copied] = [from, copied].map(|path| folder::beside(&path, "-wal"));
        if from.is_file() {
            copy(&from, &copied)?;
        }
    }
    folder::sync(segments)?;
    copy(&backup.manifest(), &folder::manifest(to))?;
    folder::sync(to)
}

/// Locks a store, and reads which files it has.
fn open(root: &Path) -> Result<(Folder, Vec<Listed>), StoreError> {
    find(root)?;
    let path = folder::manifest(root);
    let folder = Folder::open(root)?;
    let manifest = Manifest::open(&path)?;
    let listed = manifest.list()?;
    manifest.close()?;
    Ok((folder, listed))
}

/// Copies a file and syncs it; gives its length and checksum.
fn copy(from: &Path, to: &Path) -> Result<(u64, u32), StoreError> {
    let mut file = File::create_new(to).map_err(|error| system(to, &error))?;
    let found = checksum::copy(from, &mut file).map_err(|error| system(from, &error))?;
    file.sync_all().map_err(|error| system(to, &error))?;
    Ok(found)
}

fn is_sound(listed: &Listed, (bytes, found): (u64, u32)) -> Option<bool> {
    if bytes != listed.extent.bytes {
        return Some(false);
    }
    listed.checksum.map(|checksum| checksum == found)
}

fn damaged(path: &Path) -> String {
    format!(
        "{}: its bytes are not those with which it was sealed; put it back from a backup",
        path.display()
    )
}
