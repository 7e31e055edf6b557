//! The log of what is done to a folder.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The source of the library that stands between a process and the C library.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/recorder.c");

/// How many bytes stand before the path or the content of an entry.
const HEAD: usize = 25;

/// Something that was done to the folder. Paths are below it; inodes tell files and folders.
#[derive(Debug)]
pub enum Entry {
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

/// A folder, and the log of what processes do to it.
#[derive(Debug)]
pub struct Recorder {
    folder: TempDir,
    /// The library and the log.
    aside: TempDir,
}

impl Recorder {
    /// An empty folder; builds the library, with `cc`.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it starts a compiler")]
    pub fn new() -> Recorder {
        let (folder, aside) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let recorder = Recorder { folder, aside };
        let built = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o"])
            .args([recorder.library().as_path(), Path::new(SOURCE), Path::new("-ldl")])
            .status();
        assert!(built.unwrap().success(), "the recorder cannot be built");
        recorder
    }

    /// The folder that processes are to work in.
    #[must_use]
    pub fn folder(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// Runs a process to its end, which is to be a good one; its standard output is dropped.
    pub fn run(&self, command: &mut Command) {
        let command = command
            .env("LD_PRELOAD", self.library())
            .env("RECORDER_FOLDER", self.folder())
            .env("RECORDER_LOG", self.log())
            .stdout(Stdio::null());
        let ended = command.status().unwrap();
        assert!(ended.success(), "{command:?}: {ended}");
    }

    /// What all processes have done, in its order.
    #[must_use]
    pub fn entries(&self) -> Vec<Entry> {
        let log = fs::read(self.log()).unwrap();
        let (mut log, mut entries) = (log.as_slice(), Vec::new());
        while !log.is_empty() {
            let (entry, rest) = entry(log);
            entries.push(entry);
            log = rest;
        }
        entries
    }

    fn library(&self) -> PathBuf {
        self.aside.path().join("recorder.so")
    }

    fn log(&self) -> PathBuf {
        self.aside.path().join("log")
    }
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
