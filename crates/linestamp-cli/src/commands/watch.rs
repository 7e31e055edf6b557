//! `--watch`: the copy follows the sources until the user ends it.
//!
//! Each change leads to a whole run. It writes only what differs, so it costs little more than a
//! walk, and there is no second notion of what a change means for deleted files, for ignore files
//! or for the configuration.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::{Duration, Instant};

use ignore::WalkBuilder;
use notify::{EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::Ended;
use crate::failure::{Failure, Stop};
use crate::interrupt::{interrupted, on_interrupt};
use crate::project::Project;
use crate::report::Screen;
use crate::scan::LEFT_ALONE;
use crate::status::Status;

/// How long nothing has to happen before a run begins: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(40);

/// How long a run waits at most for that.
const PATIENCE: Duration = Duration::from_millis(1000);

enum Wake {
    Changed(Vec<PathBuf>),
    Lost,
    End,
}

/// Runs `once` now and after every change. `load` reads the configuration, anew for each run.
pub(crate) fn run(
    load: &dyn Fn() -> Result<Project, Failure>,
    out: &Path,
    screen: &Screen,
    mut once: impl FnMut(&Project) -> Ended,
) -> Ended {
    let (wake, woken) = mpsc::channel();
    let end = wake.clone();
    on_interrupt(move || drop(end.send(Wake::End)));
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let message = match event {
            Ok(event) if matches!(event.kind, EventKind::Access(_)) => return,
            Ok(event) if event.need_rescan() => Wake::Lost,
            Ok(event) => Wake::Changed(event.paths),
            Err(_) => Wake::Lost,
        };
        // The other end is gone only while the process ends.
        let _ = wake.send(message);
    })
    .map_err(|error| failed(&error))?;
    // A mistake in the configuration ends the first run, but none of those that follow.
    let mut project = load()?;
    watch_project(&mut watcher, &project, out)?;
    loop {
        once(&project).or_else(|stop| tell(stop, screen))?;
        if interrupted() || !wait(&woken, out) {
            return Ok(Status::Done);
        }
        match load() {
            Ok(loaded) => {
                project = loaded;
                watch_project(&mut watcher, &project, out)?;
            }
            Err(failure) => screen.fail(&failure)?,
        }
    }
}

/// A run that could not be made is told of; the next change may put it right.
fn tell(stop: Stop, screen: &Screen) -> Ended {
    match stop {
        Stop::Failure(failure) => {
            screen.fail(&failure)?;
            Ok(Status::Failed)
        }
        Stop::Unread => Err(Stop::Unread),
    }
}

/// Watches the named paths and the configuration files, through their folders: an editor that
/// saves by renaming takes a watched file away. Watching a folder twice does no harm.
fn watch_project(
    watcher: &mut RecommendedWatcher,
    project: &Project,
    out: &Path,
) -> Result<(), Failure> {
    let mut watched = watcher.paths_mut();
    for path in &project.paths {
        if !path.is_dir() {
            watched.add(parent(path), RecursiveMode::NonRecursive).map_err(|e| failed(&e))?;
        } else if cfg!(target_os = "linux") {
            for folder in folders(path, out) {
                // One that is gone again has nothing to tell.
                match watched.add(&folder, RecursiveMode::NonRecursive) {
                    Err(error) if folder.exists() => return Err(failed(&error)),
                    _ => {}
                }
            }
        } else {
            watched.add(path, RecursiveMode::Recursive).map_err(|e| failed(&e))?;
        }
    }
    for file in &project.config_files {
        watched.add(parent(file), RecursiveMode::NonRecursive).map_err(|e| failed(&e))?;
    }
    watched.commit().map_err(|e| failed(&e))
}

/// The folders that a copy is made of. Linux watches each by itself, and the many in node_modules
/// would use up what it allows.
fn folders(top: &Path, out: &Path) -> Vec<PathBuf> {
    let out = out.canonicalize().ok();
    let mut walk = WalkBuilder::new(top);
    walk.standard_filters(false).filter_entry(move |entry| {
        let left_alone = entry.file_name() == LEFT_ALONE || entry.file_name() == ".git";
        let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_out = || out.is_some() && entry.path().canonicalize().ok() == out;
        entry.depth() == 0 || (folder && !left_alone && !is_out())
    });
    walk.build().filter_map(|entry| Some(entry.ok()?.into_path())).collect()
}

fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Waits for a change that counts and for the quiet after it; false if the user ends the run.
fn wait(woken: &Receiver<Wake>, out: &Path) -> bool {
    let out = out.canonicalize().unwrap_or_else(|_| out.to_owned());
    let counts = |message: &Wake| match message {
        Wake::Lost | Wake::End => true,
        Wake::Changed(paths) => paths.iter().any(|path| counts(path, &out)),
    };
    loop {
        match woken.recv() {
            Ok(Wake::End) | Err(_) => return false,
            Ok(message) if counts(&message) => break,
            Ok(_) => {}
        }
    }
    let begin = Instant::now();
    while begin.elapsed() < PATIENCE {
        match woken.recv_timeout(QUIET) {
            Ok(Wake::End) => return false,
            Ok(_) => {}
            Err(_) => break,
        }
    }
    true
}

fn counts(path: &Path, out: &Path) -> bool {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let real = match (
        absolute.parent().and_then(|folder| folder.canonicalize().ok()),
        absolute.file_name(),
    ) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => absolute,
    };
    let left_alone = |part: std::path::Component<'_>| {
        part.as_os_str() == LEFT_ALONE || part.as_os_str() == ".git"
    };
    !real.starts_with(out) && !path.components().any(left_alone)
}

fn failed(error: &notify::Error) -> Failure {
    let failure = Failure::new(format!("cannot watch the sources: {error}"));
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            failure.with_help("raise fs.inotify.max_user_watches, or name fewer folders")
        }
        _ => failure,
    }
}
