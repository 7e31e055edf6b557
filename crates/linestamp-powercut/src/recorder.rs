//! The log of what is done to a folder.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tempfile::TempDir;

use crate::disk::{Disk, Luck};
use crate::entry;

/// The source of the library that stands between a process and the C library.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/recorder.c");

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

    /// Cuts the power at so many moments, or as many as `LINESTAMP_POWER_CUTS` says: at each with every
    /// kind of luck. What is left is checked with the disk as the machine had it at that moment.
    pub fn cut(&self, moments: usize, mut check: impl FnMut(&Disk, &Path)) {
        let told = std::env::var("LINESTAMP_POWER_CUTS");
        let moments = told.map_or(moments, |moments| moments.parse().unwrap());
        let entries = entry::read(&fs::read(self.log()).unwrap());
        let mut random = StdRng::seed_from_u64(1);
        let cuts: BTreeSet<usize> =
            (0..moments).map(|_| random.random_range(0..entries.len())).collect();
        let mut disk = Disk::default();
        for (number, entry) in entries.into_iter().enumerate() {
            disk.apply(entry);
            if !cuts.contains(&number) {
                continue;
            }
            for luck in Luck::ALL {
                let left = tempfile::tempdir().unwrap();
                disk.cut(luck, &mut random, left.path());
                println!("after {number} entries, of what was not synced: {luck:?}");
                check(&disk, left.path());
            }
        }
    }

    fn library(&self) -> PathBuf {
        self.aside.path().join("recorder.so")
    }

    fn log(&self) -> PathBuf {
        self.aside.path().join("log")
    }
}
