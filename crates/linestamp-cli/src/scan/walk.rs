//! The walk over a tree: which files there are to handle, found by several threads.
//!
//! Files are handled by threads of our own: those of the walk have too small a stack for the
//! parser, and making a larger one for each file takes as long as a third of its parse.

use std::path::PathBuf;
use std::sync::mpsc::Sender;
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use linestamp_project::file_name;

use super::{LEFT_ALONE, Selection, Tree, ignored};
use crate::interrupt::interrupted;

/// How many files are handed over at once: few enough that all threads are busy to the end.
const BATCH: usize = 8;

/// What a walk came across, in no order; the files themselves were handed on.
#[derive(Default)]
pub(super) struct Listing {
    /// How many source files there are.
    pub(super) sources: u64,
    /// The links, which are not followed.
    pub(super) links: Vec<PathBuf>,
    /// What could not be looked at.
    pub(super) errors: Vec<ignore::Error>,
}

/// Walks over what counts: no hidden files, none that an ignore file of the project hides. What
/// only this machine's git would ignore counts, so that every machine finds the same files. Those
/// that are source by their names go to `sources`. A folder `out` is passed over.
pub(super) fn walk(
    tree: &Tree,
    selection: &Selection,
    threads: usize,
    out: Option<PathBuf>,
    sources: Sender<Vec<PathBuf>>,
) -> Listing {
    let mut walk = WalkBuilder::new(tree.typed());
    walk.threads(threads)
        .require_git(false)
        .git_global(false)
        .git_exclude(false)
        .parents(!ignored::by_parents(tree.real()))
        .filter_entry(move |entry| {
            entry.depth() == 0
                || !(file_name(entry.path()) == LEFT_ALONE.as_bytes()
                    || out.as_deref() == Some(entry.path()))
        });
    let listing = Mutex::default();
    walk.build_parallel().visit(&mut Collectors { selection, sources, listing: &listing });
    listing.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Makes a collector for each thread of the walk.
struct Collectors<'a> {
    selection: &'a Selection,
    sources: Sender<Vec<PathBuf>>,
    listing: &'a Mutex<Listing>,
}

impl<'a> ParallelVisitorBuilder<'a> for Collectors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        let (selection, sources, listing) = (self.selection, self.sources.clone(), self.listing);
        Box::new(Collector {
            selection,
            sources,
            batch: Vec::new(),
            listing,
            own: Listing::default(),
        })
    }
}

/// Hands on what one thread finds: files at once, the rest at the end.
struct Collector<'a> {
    selection: &'a Selection,
    sources: Sender<Vec<PathBuf>>,
    batch: Vec<PathBuf>,
    listing: &'a Mutex<Listing>,
    own: Listing,
}

impl Collector<'_> {
    fn hand_on(&mut self) {
        // Nobody takes files any more where the user has ended the run.
        let _ = self.sources.send(std::mem::take(&mut self.batch));
    }
}

impl ParallelVisitor for Collector<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        if interrupted() {
            return WalkState::Quit;
        }
        match entry {
            Err(error) => self.own.errors.push(error),
            Ok(entry) => match entry.file_type() {
                Some(kind) if kind.is_file() && self.selection.is_source(entry.path()) => {
                    self.own.sources += 1;
                    self.batch.push(entry.into_path());
                    if self.batch.len() == BATCH {
                        self.hand_on();
                    }
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
        self.hand_on();
        let own = std::mem::take(&mut self.own);
        let mut listing = self.listing.lock().unwrap_or_else(PoisonError::into_inner);
        listing.sources += own.sources;
        listing.links.extend(own.links);
        listing.errors.extend(own.errors);
    }
}
