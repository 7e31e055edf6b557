//! From an archive, as the service sends it, to a backup in a folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use linestamp_store::StoreError;

use crate::error::system;
use crate::folder;
use crate::restore::check;

/// Unpacks a backup, a tar archive, into a folder that is empty or not there, and compares its sealed
/// files with their checksums. All of it is there afterwards, or nothing.
///
/// # Errors
/// Where the archive is not whole or no backup, something is in the folder already, or a file cannot
/// be written.
pub fn unpack(archive: impl Read, to: impl AsRef<Path>) -> Result<(), StoreError> {
    let to = to.as_ref();
    let segments = folder::begin(to)?;
    let unpacked = unpack_all(archive, to, &segments).and_then(|()| look(to));
    if unpacked.is_err() {
        // Whatever is in it was unpacked here, and is of no use.
        let _ = fs::remove_dir_all(to);
    }
    unpacked
}

fn unpack_all(archive: impl Read, to: &Path, segments: &Path) -> Result<(), StoreError> {
    let cut = |error: io::Error| {
        let path = to.display();
        StoreError::Failed(format!("{path}: the backup did not come whole: {error}; take it again"))
    };
    let mut archive = tar::Archive::new(archive);
    for entry in archive.entries().map_err(cut)? {
        let mut entry = entry.map_err(cut)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !is_of_a_store(&name) {
            let path = to.display();
            return Err(StoreError::Failed(format!("{path}: {name:?} is no file of a backup")));
        }
        let path = to.join(name);
        let mut file = File::create_new(&path).map_err(|error| system(&path, &error))?;
        io::copy(&mut entry, &mut file).map_err(|error| match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => system(&path, &error),
            _ => cut(error),
        })?;
        file.sync_all().map_err(|error| system(&path, &error))?;
    }
    if !folder::manifest(to).is_file() {
        return Err(cut(io::ErrorKind::UnexpectedEof.into()));
    }
    folder::sync(segments)?;
    folder::sync(to)
}

/// Whether a store has files of that name, and nothing else.
fn is_of_a_store(name: &str) -> bool {
    let number = match (name.strip_prefix("segments/"), name.strip_prefix("hot-")) {
        (Some(rest), _) | (_, Some(rest)) => rest.strip_suffix(".db"),
        _ => return name == "manifest.db",
    };
    number.is_some_and(|number| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

fn look(to: &Path) -> Result<(), StoreError> {
    match check(to)?.damage.into_iter().next() {
        None => Ok(()),
        Some(damage) => Err(StoreError::Failed(format!("{damage}; take the backup again"))),
    }
}
