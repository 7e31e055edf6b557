//! A copy of the store that is there until it is dropped: a backup in the store's own folder, whose
//! sealed files take no room.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use linestamp_store::{Snapshot, SnapshotFile, StoreError};

use crate::backup::backup;
use crate::error::system;
use crate::folder;
use crate::keeper::Keeper;

/// What the folders of copies begin with.
const PREFIX: &str = "snapshot-";

/// Removes a folder when it is dropped.
struct Copied(PathBuf);

impl Drop for Copied {
    fn drop(&mut self) {
        // One that stays is found and removed at the next start.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Copies everything that was acknowledged before.
pub(crate) fn snapshot(keeper: &mut Keeper) -> Result<Snapshot, StoreError> {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let copied = Copied(keeper.shared.folder.root().join(format!("{PREFIX}{number:08}")));
    let root = copied.0.as_path();
    backup(keeper, root)?;
    let mut files = Vec::new();
    for folder in [root.join("segments"), root.to_owned()] {
        let paths = folder::listing(&folder)?;
        files.extend(paths.into_iter().filter(|path| path.is_file()).map(|path| named(root, path)));
    }
    // A copy without its manifest is none.
    files.sort_by_key(|file| file.path == folder::manifest(root));
    Ok(Snapshot::new(files, copied))
}

fn named(root: &Path, path: PathBuf) -> SnapshotFile {
    let parts = path.strip_prefix(root).unwrap_or(&path).iter();
    let name = parts.map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
    SnapshotFile { name, path }
}

/// Removes copies that an abrupt end left.
pub(crate) fn clear(root: &Path) -> Result<(), StoreError> {
    for path in folder::listing(root)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(PREFIX) && path.is_dir() {
            fs::remove_dir_all(&path).map_err(|error| system(&path, &error))?;
        }
    }
    Ok(())
}
