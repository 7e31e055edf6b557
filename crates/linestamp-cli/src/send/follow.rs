//! A path that is followed through rotation.
//!
//! - Renamed: another file has the path now. The old one is read on, because whoever writes to it
//!   may not know yet, until it has been quiet for a while.
//! - Truncated: the file no longer holds what was read. It is read from its start, as a new one.
//! - Gone: what is open is read on, until there is a file again.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::feed::Feed;
use super::fingerprint::FileKey;
use super::tail::{Run, Step, Tail};

/// How long a file that was renamed is read on after its last bytes.
const QUIET: Duration = Duration::from_secs(5);

/// A path that is followed.
pub(crate) struct Followed {
    path: PathBuf,
    origin: PathBuf,
    current: Option<Tail>,
    /// Those that had the path before.
    old: Vec<(Tail, Instant)>,
}

impl Followed {
    /// Follows a path; a file need not be there yet. `old` are files that had the path before and
    /// are not read to their end.
    pub(crate) fn new(path: &Path, origin: PathBuf, old: Vec<Tail>) -> Followed {
        let old = old.into_iter().map(|tail| (tail, Instant::now())).collect();
        Followed { path: path.to_owned(), origin, current: None, old }
    }

    /// Reads what is there. Says whether there was anything.
    pub(crate) fn poll(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<bool> {
        let mut any = self.read_old(run, feed)?;
        self.look(run, feed)?;
        if let Some(tail) = &mut self.current {
            any |= read(tail, run, feed)?;
        }
        Ok(any)
    }

    fn read_old(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<bool> {
        let mut any = false;
        for (tail, quiet_since) in &mut self.old {
            if read(tail, run, feed)? {
                *quiet_since = Instant::now();
                any = true;
            }
        }
        let (done, old): (Vec<_>, Vec<_>) = std::mem::take(&mut self.old)
            .into_iter()
            .partition(|(_, quiet_since)| quiet_since.elapsed() > QUIET);
        self.old = old;
        for (mut tail, _) in done {
            tail.finish(run, feed)?;
        }
        Ok(any)
    }

    /// Looks whether the path has another file, or the file another content.
    fn look(&mut self, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<()> {
        let open = || Tail::open(&self.path, &self.origin, run);
        let there = match std::fs::metadata(&self.path) {
            Ok(metadata) => FileKey::of(&metadata),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(error),
        };
        let Some(current) = &mut self.current else {
            self.current = unless_gone(open())?;
            return Ok(());
        };
        if current.key != there {
            let next = unless_gone(open())?;
            if let Some(old) = std::mem::replace(&mut self.current, next) {
                self.old.push((old, Instant::now()));
            }
        } else if current.was_truncated()? {
            current.finish(run, feed)?;
            *current = Tail::open_new(&self.path, &self.origin, run)?;
        }
        Ok(())
    }
}

/// It may be renamed between two looks.
fn unless_gone(opened: io::Result<Tail>) -> io::Result<Option<Tail>> {
    match opened {
        Ok(tail) => Ok(Some(tail)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads to the end of what is there; says whether there was anything.
fn read(tail: &mut Tail, run: &Run<'_>, feed: &mut Feed<'_>) -> io::Result<bool> {
    let mut any = false;
    while tail.step(run, feed)? == Step::More {
        any = true;
    }
    Ok(any)
}
