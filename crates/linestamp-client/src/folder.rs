//! Folders whose names outlast a power cut.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a folder that is not there, and syncs its name and those of the folders above it: without
/// them, what is synced in the folder would not be found after a power cut.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    let is_new = !folder.exists();
    fs::create_dir_all(folder)?;
    for (distance, above) in fs::canonicalize(folder)?.ancestors().skip(1).enumerate() {
        // Those further above are mostly others', who may not let it read them.
        match sync(above) {
            Err(error) if is_new && distance == 0 => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// Syncs the names in a folder; the current one where the path is empty.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}
