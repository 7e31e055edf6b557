//! Real servers, each started for one test: as a user without rights where that can be, on loopback
//! or a socket of its own, stopped by its own process.

// The servers are those of a Unix, and run as another of its users.
#![cfg(unix)]

pub mod clickhouse;
pub mod collector;
pub mod http;
pub mod loki;
pub mod nginx;
pub mod open_search;
pub mod postgres;

use std::ffi::OsString;
use std::net::TcpListener;
use std::ops::Range;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// `nobody`, in every distribution.
const NOBODY: u32 = 65_534;

/// How long a server may take until it answers.
const PATIENCE: Duration = Duration::from_secs(60);

/// The folder of what `cargo xtask setup` installed.
///
/// # Panics
///
/// Where it is not there.
#[must_use]
pub fn installed(path: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/backends").join(path);
    assert!(path.exists(), "{} is missing: run `cargo xtask setup`", path.display());
    path
}

/// A program of one of the installed packages of Python.
///
/// # Panics
///
/// Where it is not there.
#[must_use]
pub fn packaged(program: &str) -> PathBuf {
    let libraries = std::fs::read_dir(installed("python/lib")).expect("it is a folder");
    libraries
        .filter_map(|python| Some(python.ok()?.path().join("site-packages").join(program)))
        .find(|program| program.exists())
        .unwrap_or_else(|| panic!("{program} is missing: run `cargo xtask setup`"))
}

/// A folder for a server's files, and the user that it runs as.
#[derive(Debug)]
pub struct Home {
    folder: tempfile::TempDir,
    user: Option<u32>,
}

impl Home {
    /// A home for a server of a program: another user's, where we are root and that user can reach
    /// the program.
    ///
    /// # Panics
    ///
    /// Where no folder can be made.
    #[must_use]
    pub fn of(program: &Path) -> Home {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let is_root = folder.path().metadata().is_ok_and(|folder| folder.uid() == 0);
        let user = (is_root && is_open(program)).then_some(NOBODY);
        if user.is_some() {
            std::os::unix::fs::chown(folder.path(), user, user).expect("root can give it away");
        }
        Home { folder, user }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Puts a file there that nobody else may read.
    fn put(&self, name: &str, text: &str) {
        let file = self.path().join(name);
        std::fs::write(&file, text).expect("it is ours");
        let only_owner = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&file, only_owner).expect("it is ours");
        std::os::unix::fs::chown(&file, self.user, self.user).expect("root can give it away");
    }

    /// A command that runs as the home's user, in the home.
    #[must_use]
    pub fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(self.path()).env("HOME", self.path());
        if let Some(user) = self.user {
            command.uid(user).gid(user);
        }
        command
    }
}

/// Whether everybody may go to a file.
fn is_open(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return false };
    let may_enter = |folder: &Path| {
        folder.metadata().is_ok_and(|folder| folder.permissions().mode() & 0o001 != 0)
    };
    path.ancestors().all(may_enter)
}

/// A process that ends with this value.
#[derive(Debug)]
pub struct Process(Child);

impl Process {
    /// Starts it and waits until it is ready.
    ///
    /// # Panics
    ///
    /// Where it does not start, ends, or is not ready in time.
    #[must_use]
    pub fn start(mut command: Command, mut is_ready: impl FnMut() -> bool) -> Process {
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let mut process = Process(child);
        let begin = Instant::now();
        while !is_ready() {
            if let Ok(Some(status)) = process.0.try_wait() {
                panic!("{command:?} ended: {status}");
            }
            assert!(begin.elapsed() < PATIENCE, "{command:?} is not ready");
            std::thread::sleep(Duration::from_millis(20));
        }
        process
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // Servers with children of their own have to be asked: killed, they would leave them.
        let _ = Command::new("kill").args(["-INT", &self.0.id().to_string()]).status();
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE / 6 {
            if !matches!(self.0.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The search path for the libraries of what was extracted.
fn libraries(system: &Path) -> OsString {
    let folders = ["usr/lib/x86_64-linux-gnu", "lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu"];
    std::env::join_paths(folders.map(|folder| system.join(folder))).expect("paths without colons")
}

/// Ports below those that a system gives to whoever asks for any, as each connection does: none of
/// them is taken before it is used.
const PORTS: Range<u16> = 20_000..32_000;

/// A port that nothing listens on. Each process begins elsewhere, and gives each port once.
///
/// # Panics
///
/// Where there is none.
#[must_use]
pub fn free_port() -> u16 {
    static GIVEN: AtomicUsize = AtomicUsize::new(0);
    let begin = std::process::id() as usize * 31;
    let mut next =
        std::iter::repeat_with(|| GIVEN.fetch_add(1, Ordering::Relaxed)).take(PORTS.len());
    next.find_map(|given| {
        let port = PORTS.start + ((begin + given) % PORTS.len()) as u16;
        TcpListener::bind(("127.0.0.1", port)).is_ok().then_some(port)
    })
    .expect("a free port")
}

/// The output of a command that has to succeed.
///
/// # Panics
///
/// Where it does not.
pub fn output_of(mut command: Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let (said, complained) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}\n{said}{complained}", output.status);
    said.into_owned()
}
