//! The walk over a tree: which files there are to handle, found by all threads.
//!
//! Files are handled when the walk is over, by threads of our own: those of the walk have too
//! small a stack for the parser, and making a larger one for each file takes as long as a third
//! of its parse.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::{LEFT_ALONE, Selection, Tree, ignored};
use crate::interrupt::interrupted;

/// What a walk came across, in no order.
#[derive(Default)]
pub(super) struct Found {
    /// The files that count as source by their names.
    pub(super) sources: Vec<PathBuf>,
    /// The links, which are not followed.
    pub(super) links: Vec<PathBuf>,
    /// What could not be looked at.
    pub(super) errors: Vec<ignore::Error>,
}

/// Walks over what counts: no hidden files, none that an ignore file of the project hides. What
/// only this machine's git would ignore counts, so that every machine finds the same files.
/// A folder `out` is passed over.
pub(super) fn walk(
    tree: &Tree,
    selection: &Selection,
    threads: usize,
    out: Option<PathBuf>,
) -> Found {
    let mut walk = WalkBuilder::new(tree.typed());
    walk.threads(threads)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .parents(!ignored::by_parents(tree.real()))
        .filter_entry(move |entry| {
            let left_alone =
                entry.file_name() == LEFT_ALONE || out.as_deref() == Some(entry.path());
            entry.depth() == 0 || !left_alone
        });
    let all = Mutex::default();
    walk.build_parallel().visit(&mut Collectors { selection, all: &all });
    all.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a collector for each thread of the walk.
struct Collectors<'a> {
    selection: &'a Selection,
    all: &'a Mutex<Found>,
}

impl<'a> ParallelVisitorBuilder<'a> for Collectors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        let Collectors { selection, all } = *self;
        Box::new(Collector { selection, all, own: Found::default() })
    }
}

/// Keeps what one thread finds, and hands it over at the end.
struct Collector<'a> {
    selection: &'a Selection,
    all: &'a Mutex<Found>,
    own: Found,
}

impl ParallelVisitor for Collector<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        if interrupted() {
            return WalkState::Quit;
        }
        match entry {
            Err(error) => self.own.errors.push(error),
            Ok(entry) => match entry.file_type() {
                Some(kind) if kind.is_file() && self.selection.is_source(entry.file_name()) => {
                    self.own.sources.push(entry.into_path());
                }
                Some(kind) if kind.is_symlink() => self.own.links.push(entry.into_path()),
                _ => {}
            },
        }
        WalkState::Continue
    }
}

impl Drop for Collector<'_> {
    fn drop(&mut self) {
        let own = std::mem::take(&mut self.own);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        all.sources.extend(own.sources);
        all.links.extend(own.links);
        all.errors.extend(own.errors);
    }
}
