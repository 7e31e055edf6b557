//! What the recorder writes, entry by entry.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;

/// How many bytes stand before the path or the content of an entry.
const HEAD: usize = 25;

/// Something that was done to the folder. Paths are below it; inodes tell files and folders.
#[derive(Debug)]
pub(crate) enum Entry {
    /// A folder was made.
    Folder {
        /// Which it is.
        inode: u64,
        /// Where it is.
        path: PathBuf,
    },
    /// A file was made.
    File {
        /// Which it is.
        inode: u64,
        /// Where it is.
        path: PathBuf,
    },
    /// Bytes were written.
    Write {
        /// The file.
        inode: u64,
        /// Where in the file, in bytes.
        offset: usize,
        /// What was written.
        bytes: Vec<u8>,
    },
    /// A file was given another length.
    Resize {
        /// The file.
        inode: u64,
        /// The length in bytes.
        length: usize,
    },
    /// A file or a folder was synced.
    Sync {
        /// Which one.
        inode: u64,
    },
    /// Something was given another name.
    Rename {
        /// The name it had.
        from: PathBuf,
        /// The name it has.
        to: PathBuf,
    },
    /// A name was removed.
    Remove {
        /// The name.
        path: PathBuf,
    },
}

/// What a log says was done, in its order.
pub(crate) fn read(mut log: &[u8]) -> Vec<Entry> {
    let mut entries = Vec::new();
    while !log.is_empty() {
        let (entry, rest) = entry(log);
        entries.push(entry);
        log = rest;
    }
    entries
}

/// Reads an entry, and returns what is behind it.
fn entry(log: &[u8]) -> (Entry, &[u8]) {
    let (head, rest) = log.split_at(HEAD);
    let number = |at: usize| u64::from_ne_bytes(head[at..at + 8].try_into().unwrap());
    let size = |at| usize::try_from(number(at)).unwrap();
    let (inode, offset) = (number(1), size(9));
    let (bytes, rest) = rest.split_at(size(17));
    let path = |bytes| PathBuf::from(OsStr::from_bytes(bytes));
    let entry = match head[0] {
        b'D' => Entry::Folder { inode, path: path(bytes) },
        b'C' => Entry::File { inode, path: path(bytes) },
        b'W' => Entry::Write { inode, offset, bytes: bytes.to_vec() },
        b'T' => Entry::Resize { inode, length: offset },
        b'S' => Entry::Sync { inode },
        b'R' => {
            let mut names = bytes.split(|byte| *byte == 0).map(path);
            Entry::Rename { from: names.next().unwrap(), to: names.next().unwrap() }
        }
        b'U' => Entry::Remove { path: path(bytes) },
        kind => panic!("{kind} is no kind of entry"),
    };
    (entry, rest)
}
