//! What tells that a file is still the one whose place was remembered.
//!
//! Its number in the file system may be another file's by now, and its name too. So a place has with
//! it a checksum of the file's first bytes and one of those right before the place.

use std::fs::{File, Metadata};
use std::io::{self, Read as _, Seek as _, SeekFrom};

use serde::{Deserialize, Serialize};

const LENGTH: u64 = 1024;

/// The file's number in the file system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct FileKey {
    device: u64,
    inode: u64,
}

impl FileKey {
    /// `None` where the system has no such numbers.
    #[cfg(unix)]
    pub(crate) fn of(metadata: &Metadata) -> Option<FileKey> {
        use std::os::unix::fs::MetadataExt as _;
        Some(FileKey { device: metadata.dev(), inode: metadata.ino() })
    }

    /// `None` where the system has no such numbers.
    #[cfg(not(unix))]
    pub(crate) fn of(_: &Metadata) -> Option<FileKey> {
        None
    }
}

/// The checksums of the part of a file that is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Fingerprint {
    /// How many bytes are known.
    length: u64,
    head: u32,
    tail: u32,
}

impl Fingerprint {
    /// Reads that of a file which was read up to `read` and is done up to `place`. Where nothing is
    /// done yet, what was read tells the file from another one: every file has the same no bytes.
    /// Where the file is shorter by now, it is an error.
    pub(crate) fn of(file: &mut File, place: u64, read: u64) -> io::Result<Fingerprint> {
        Fingerprint::over(file, place.max(read.min(LENGTH)))
    }

    /// Whether the file begins with what is known.
    pub(crate) fn is_of(self, file: &mut File) -> bool {
        Fingerprint::over(file, self.length).is_ok_and(|now| now == self)
    }

    fn over(file: &mut File, length: u64) -> io::Result<Fingerprint> {
        let part = length.min(LENGTH);
        let head = checksum(file, 0, part)?;
        let tail = checksum(file, length - part, part)?;
        Ok(Fingerprint { length, head, tail })
    }
}

fn checksum(file: &mut File, from: u64, length: u64) -> io::Result<u32> {
    file.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(crc32fast::hash(&bytes))
}
