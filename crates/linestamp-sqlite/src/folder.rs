//! The folder of a store: where which file is, and whose it is.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use linestamp_store::StoreError;

use crate::error::system;

/// What is kept free for retention: enough for the manifest to forget files on a full disk.
const RESERVE: usize = 1 << 20;

/// The folder, and its lock for as long as it is open.
#[derive(Debug)]
pub(crate) struct Folder {
    root: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is not there, and locks it.
    pub(crate) fn open(root: &Path) -> Result<Folder, StoreError> {
        make(&root.join("segments"))?;
        let path = root.join("lock");
        let lock = File::options().create(true).append(true).open(&path);
        let lock = lock.map_err(|error| system(&path, &error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder { root: root.to_owned(), _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Failed(format!(
                "{}: another process has this store open; stop it, take another folder, or, for a \
                 backup, ask it by --url",
                root.display()
            ))),
            Err(TryLockError::Error(error)) => Err(system(&path, &error)),
        }
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn manifest(&self) -> PathBuf {
        manifest(&self.root)
    }

    pub(crate) fn hot(&self, number: u64) -> PathBuf {
        hot(&self.root, number)
    }

    pub(crate) fn segments(&self) -> PathBuf {
        self.root.join("segments")
    }

    pub(crate) fn segment(&self, id: u64) -> PathBuf {
        segment(&self.root, id)
    }

    /// Where a segment is built, until it has its name.
    pub(crate) fn unfinished(&self, id: u64) -> PathBuf {
        self.segment(id).with_extension("tmp")
    }

    /// Makes sure that there is room for retention to work in.
    pub(crate) fn reserve(&self) -> io::Result<()> {
        let path = self.root.join("reserve");
        if fs::metadata(&path).is_ok_and(|found| found.len() == RESERVE as u64) {
            return Ok(());
        }
        let written = File::create(&path).and_then(|mut file| {
            // Not zeros: a file system may store those as nothing.
            file.write_all(&[0xA5; RESERVE])?;
            file.sync_all()
        });
        if written.is_err() {
            let _ = fs::remove_file(&path);
        }
        written
    }

    /// Gives that room back.
    pub(crate) fn release(&self) {
        let _ = fs::remove_file(self.root.join("reserve"));
    }
}

pub(crate) fn manifest(root: &Path) -> PathBuf {
    root.join("manifest.db")
}

pub(crate) fn hot(root: &Path, number: u64) -> PathBuf {
    root.join(format!("hot-{number:08}.db"))
}

pub(crate) fn segment(root: &Path, id: u64) -> PathBuf {
    root.join("segments").join(format!("{id:08}.db"))
}

/// The numbers of the hot files that are there, in their order.
pub(crate) fn hot_numbers(root: &Path) -> Result<Vec<u64>, StoreError> {
    let mut numbers = Vec::new();
    for path in listing(root)? {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let number = name.strip_prefix("hot-").and_then(|rest| rest.strip_suffix(".db"));
        numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The paths in a folder.
pub(crate) fn listing(folder: &Path) -> Result<Vec<PathBuf>, StoreError> {
    let entries = fs::read_dir(folder).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    });
    entries.map_err(|error| system(folder, &error))
}

/// Begins a copy of a store in a folder that is empty or not there, and gives the folder of its
/// sealed files.
pub(crate) fn begin(root: &Path) -> Result<PathBuf, StoreError> {
    if root.exists() && !listing(root)?.is_empty() {
        return Err(StoreError::Failed(format!(
            "{}: there is something already; name a folder that is empty or not there",
            root.display()
        )));
    }
    let segments = root.join("segments");
    make(&segments)?;
    Ok(segments)
}

/// Makes a folder that is not there, and syncs its name and those of the folders above it: without
/// them, what is synced in the folder would not be found after a power cut.
fn make(path: &Path) -> Result<(), StoreError> {
    let is_new = !path.exists();
    fs::create_dir_all(path).map_err(|error| system(path, &error))?;
    let whole = fs::canonicalize(path).map_err(|error| system(path, &error))?;
    for (distance, above) in whole.ancestors().skip(1).enumerate() {
        // Those further above are mostly others', who may not let it read them.
        match sync(above) {
            Err(error) if is_new && distance == 0 => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

/// The path of a file that SQLite has beside another: `-wal` is its log.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut beside = path.as_os_str().to_owned();
    beside.push(suffix);
    beside.into()
}

/// The bytes of a file of SQLite and of its log.
pub(crate) fn size(path: &Path) -> u64 {
    let length = |path: &Path| fs::metadata(path).map_or(0, |found| found.len());
    length(path) + length(&beside(path, "-wal"))
}

/// Removes a file of SQLite with those beside it.
pub(crate) fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    for suffix in ["-wal", "-shm", "-journal"] {
        let _ = fs::remove_file(beside(path, suffix));
    }
}

/// Syncs a file or folder: a name is there after a power cut only if its folder was synced.
pub(crate) fn sync(path: &Path) -> Result<(), StoreError> {
    if cfg!(not(unix)) && path.is_dir() {
        return Ok(());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(|error| system(path, &error))
}
