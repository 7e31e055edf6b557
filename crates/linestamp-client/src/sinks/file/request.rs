//! The open file, and its rotation.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::config::Files;
use crate::folder;

/// The open file. What is behind `length` was not confirmed.
pub(super) struct Open {
    file: File,
    length: u64,
    /// Whether its name, and the names that a rotation changed, are on the disk for sure.
    is_named: bool,
}

impl Open {
    /// Opens it. A last line that was torn by a crash is ended, so that the next is whole.
    pub(super) fn new(path: &Path) -> io::Result<Open> {
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let length = file.seek(SeekFrom::End(0))?;
        let mut open = Open { file, length, is_named: false };
        if length > 0 && open.last_byte()? != b'\n' {
            open.append(b"\n", None)?;
        }
        Ok(open)
    }

    fn last_byte(&mut self) -> io::Result<u8> {
        let mut byte = [0];
        self.file.seek(SeekFrom::End(-1))?;
        io::Read::read_exact(&mut self.file, &mut byte)?;
        Ok(byte[0])
    }

    /// Appends all, or, as far as the next attempt sees, nothing; syncs it if it is given the folder.
    pub(super) fn append(&mut self, lines: &[u8], synced_in: Option<&Path>) -> io::Result<()> {
        // A write that failed halfway has left something behind.
        self.file.set_len(self.length)?;
        self.file.seek(SeekFrom::Start(self.length))?;
        self.file.write_all(lines)?;
        if let Some(folder) = synced_in {
            self.file.sync_data()?;
            if !self.is_named {
                folder::sync(folder)?;
                self.is_named = true;
            }
        }
        self.length += lines.len() as u64;
        Ok(())
    }

    /// Whether so much more is too much.
    pub(super) fn is_full(&self, more: usize, rotate_at: u64) -> bool {
        self.length > 0 && self.length.saturating_add(more as u64) > rotate_at
    }
}

/// Renames the file and the old ones, the oldest first; deletes what is not kept.
pub(super) fn rotate(files: &Files) -> io::Result<()> {
    if files.keep == 0 {
        return fs::remove_file(&files.path);
    }
    for number in (1..files.keep).rev() {
        let from = old(&files.path, number);
        if from.exists() {
            fs::rename(from, old(&files.path, number + 1))?;
        }
    }
    fs::rename(&files.path, old(&files.path, 1))
}

fn old(path: &Path, number: usize) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(format!(".{number}"));
    name.into()
}
