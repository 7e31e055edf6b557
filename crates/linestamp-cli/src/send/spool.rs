//! The folder in which a run remembers how far it came.
//!
//! `progress.json` has a row for each file: its name here, from which the ids of its records derive,
//! and the place up to which every record of it is confirmed or refused. A name is on disk before a
//! record that derives from it is sent. The file is replaced as a whole, so that a crash leaves the
//! old one or the new one. `queue` has what was read from a pipe and is not sent yet. `lock` is held
//! while a run goes on.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::fingerprint::{FileKey, Fingerprint};
use crate::failure::{Failure, plain};

const PROGRESS: &str = "progress.json";
const VERSION: u32 = 2;

/// How far a file is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Mark {
    /// Where it was found last.
    pub(crate) path: PathBuf,
    pub(crate) key: Option<FileKey>,
    /// Its name in the ids.
    pub(crate) file: u64,
    pub(crate) place: u64,
    pub(crate) line: u64,
    pub(crate) fingerprint: Fingerprint,
}

#[derive(Debug, Serialize, Deserialize)]
struct Progress {
    version: u32,
    files: Vec<Mark>,
}

/// The folder.
#[derive(Debug)]
pub(crate) struct Spool {
    folder: PathBuf,
    /// What is remembered: as it is on disk.
    files: Mutex<Vec<Mark>>,
    /// Held as long as this lives.
    _lock: File,
}

impl Spool {
    /// Opens the folder, which is made where there is none.
    pub(crate) fn open(folder: &Path) -> Result<Spool, Failure> {
        let failed = |error: io::Error| {
            Failure::new(format!("cannot use the spool: {}", plain(&error)))
                .at(folder.display().to_string())
                .with_help("name a folder that can be written")
        };
        std::fs::create_dir_all(folder).map_err(failed)?;
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        let lock = options.open(folder.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Failure::new("another run uses the spool")
                    .at(folder.display().to_string())
                    .with_help("wait for it, or give each run a folder of its own"));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        let files = read(&folder.join(PROGRESS))?;
        Ok(Spool { folder: folder.to_owned(), files: Mutex::new(files), _lock: lock })
    }

    /// What is kept of the refused, unless the user names a file.
    pub(crate) fn dead_letter(&self) -> PathBuf {
        self.folder.join("refused.ndjson")
    }

    /// Where the client keeps what was read from a pipe, until it is sent.
    pub(crate) fn queue(&self) -> PathBuf {
        self.folder.join("queue")
    }

    /// What is remembered.
    pub(crate) fn files(&self) -> Vec<Mark> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Mark>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is remembered of this very file, if that is still what it was.
    pub(crate) fn find(&self, file: &mut File, path: &Path, key: Option<FileKey>) -> Option<Mark> {
        let same = |mark: &&Mark| match (mark.key, key) {
            (Some(a), Some(b)) => a == b,
            _ => mark.path == path,
        };
        self.lock().iter().rev().filter(same).find(|mark| mark.fingerprint.is_of(file)).cloned()
    }

    /// Remembers these, with what it knows of other files.
    pub(crate) fn save(&self, marks: &[Mark]) -> io::Result<()> {
        let is_new = |old: &&Mark| marks.iter().all(|mark| mark.file != old.file);
        let mut known = self.lock();
        let files: Vec<Mark> = known.iter().filter(is_new).chain(marks).cloned().collect();
        let mut file = NamedTempFile::new_in(&self.folder)?;
        let progress = Progress { version: VERSION, files };
        serde_json::to_writer_pretty(&mut file, &progress)?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        file.persist(self.folder.join(PROGRESS))?;
        *known = progress.files;
        sync_folder(&self.folder)
    }
}

/// The new name is on disk only once the folder is.
#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn read(path: &Path) -> Result<Vec<Mark>, Failure> {
    let broken = |why: String| {
        Failure::new(format!("cannot read what the spool remembers: {why}"))
            .at(path.display().to_string())
            .with_help("move the file away to begin anew; what was sent is then sent again")
    };
    let bytes = match std::fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(broken(plain(&error))),
    };
    let progress: Progress =
        serde_json::from_slice(&bytes).map_err(|error| broken(error.to_string()))?;
    match progress.version {
        VERSION => Ok(progress.files),
        other => Err(broken(format!("it is of version {other}, and this program knows {VERSION}"))),
    }
}
