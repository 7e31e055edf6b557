//! A folder of its own for each test, and the binary run in it.
#![allow(
    dead_code,
    missing_docs,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file uses a part of it"
)]

use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use tempfile::TempDir;

/// A call with a record that can be stamped; the stamp names the second line.
pub const CALL: &str = "export const run = (env) => {\n  env.LOGS.write({ level: 'info' })\n}\n";

/// The same with its stamp, in `a.ts`.
pub const STAMPED: &str = "export const run = (env) => {\n  env.LOGS.write({ level: 'info', source_location: 'a.ts:2' })\n}\n";

pub struct Sandbox(TempDir);

impl Sandbox {
    pub fn new() -> Sandbox {
        Sandbox(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    /// A sandbox with files.
    pub fn with(files: &[(&str, &str)]) -> Sandbox {
        let sandbox = Sandbox::new();
        for (path, text) in files {
            sandbox.put(path, text);
        }
        sandbox
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    pub fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it is below the sandbox")).expect("a folder");
        std::fs::write(path, text).expect("the file can be written");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub fn exists(&self, path: &str) -> bool {
        std::fs::symlink_metadata(self.path(path)).is_ok()
    }

    /// All files below a folder, sorted.
    pub fn files(&self, folder: &str) -> Vec<String> {
        fn walk(top: &Path, folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).expect("the folder can be read") {
                let path = entry.expect("an entry").path();
                if path.is_dir() && !path.is_symlink() {
                    walk(top, &path, found);
                } else {
                    let inside = path.strip_prefix(top).expect("it is inside");
                    found.push(inside.to_string_lossy().into_owned());
                }
            }
        }
        let mut found = Vec::new();
        let top = self.path(folder);
        walk(&top, &top, &mut found);
        found.sort();
        found
    }

    pub fn command(&self) -> Command {
        let mut command = Command::new(binary());
        command.current_dir(self.0.path());
        for name in ["LINESTAMP", "NO_COLOR", "CI", "CLICOLOR_FORCE"] {
            command.env_remove(name);
        }
        command
    }

    /// Runs the binary with arguments that are separated by spaces.
    pub fn run(&self, args: &str) -> Ran {
        Ran::from(self.command().args(args.split_whitespace()).output().expect("it runs"))
    }

    pub fn run_in(&self, folder: &str, args: &str) -> Ran {
        let mut command = self.command();
        command.current_dir(self.path(folder)).args(args.split_whitespace());
        Ran::from(command.output().expect("it runs"))
    }
}

pub fn binary() -> PathBuf {
    assert_cmd::cargo::cargo_bin!("linestamp").to_owned()
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Ran {
        Ran {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("the output is UTF-8"),
            err: String::from_utf8(output.stderr).expect("the errors are UTF-8"),
        }
    }
}

impl Ran {
    #[track_caller]
    pub fn status(self, expected: i32) -> Ran {
        assert_eq!(self.status, Some(expected), "{self:#?}");
        self
    }

    #[track_caller]
    pub fn says(self, part: &str) -> Ran {
        assert!(self.out.contains(part), "{part:?} is not in {self:#?}");
        self
    }

    #[track_caller]
    pub fn complains(self, part: &str) -> Ran {
        assert!(self.err.contains(part), "{part:?} is not in {self:#?}");
        self
    }

    #[track_caller]
    pub fn keeps_quiet_about(self, part: &str) -> Ran {
        assert!(!self.out.contains(part) && !self.err.contains(part), "{part:?} is in {self:#?}");
        self
    }
}
