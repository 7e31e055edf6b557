//! From the named paths to what is known about each file: a parallel walk, and threads that read,
//! filter, ask the engine and hand the result to a sink, all in one go.
//!
//! A file that cannot hold a site costs an `open`, a `read` and a search, and leaves nothing
//! behind; of the others only what a report needs is kept, and the text only where modules are dropped.

mod answer;
mod buffer;
mod ignored;
mod top;
mod tree;
mod walk;
mod worker;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};

use linestamp_migrate::Call;
pub(crate) use linestamp_project::Selection;
use linestamp_transform::{Counts, Site};

pub(crate) use answer::{Accepted, Question, findings};
pub(crate) use tree::{FoundFile, Tree};

use crate::finding::{Finding, Rule};
use crate::interrupt::interrupted;
use crate::names::Names;
use crate::project::Project;
use crate::report::Progress;
use crate::sink::Sink;
use worker::Worker;

/// Folders that are never entered unless they are named.
pub(crate) const LEFT_ALONE: &str = "node_modules";

/// The stack of a thread, in address space: enough for the parse of a file of 50 kB whatever is in
/// it, so that none has to be made for that file. What is not touched takes no memory.
const STACK: usize = if cfg!(target_pointer_width = "64") { 256 << 20 } else { 8 << 20 };

/// How a report calls a file.
pub(crate) type Naming = fn(&Names, &Path) -> String;

/// What is to be done with each file.
pub(crate) struct Job<'a> {
    pub(crate) project: &'a Project,
    pub(crate) question: Question<'a>,
    pub(crate) sink: &'a dyn Sink,
    /// How the report calls a file.
    pub(crate) naming: Naming,
    /// Whether the report lists sites; they are counted in any case.
    pub(crate) keep_sites: bool,
    pub(crate) progress: &'a Progress,
}

/// What became of one file of which there is something to tell.
#[derive(Debug)]
pub(crate) struct FileReport {
    /// The name in stamps.
    pub(crate) path: String,
    /// The name in this report.
    pub(crate) shown: String,
    /// The sites, if the report lists them.
    pub(crate) sites: Vec<Site>,
    /// The calls of loggers, if those were asked for.
    pub(crate) calls: Vec<Call>,
    /// What there is to tell, in the order of the places.
    pub(crate) findings: Vec<Finding>,
    /// Whether the text changes.
    pub(crate) changed: bool,
    /// What the sink made of it: a patch.
    pub(crate) output: Option<String>,
}

impl FileReport {
    /// A report that tells nothing yet.
    pub(crate) fn new(path: String, shown: String) -> FileReport {
        FileReport {
            path,
            shown,
            sites: Vec::new(),
            calls: Vec::new(),
            findings: Vec::new(),
            changed: false,
            output: None,
        }
    }

    /// Whether there is anything to tell.
    fn tells(&self) -> bool {
        self.changed
            || !(self.findings.is_empty() && self.sites.is_empty() && self.calls.is_empty())
    }
}

/// Numbers for the summary.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Tally {
    /// How many source files were looked at.
    pub(crate) scanned: u64,
    /// How many source files the globs keep out.
    pub(crate) excluded: u64,
    /// How many files change.
    pub(crate) changed: u64,
    /// How many records there are of each outcome.
    pub(crate) counts: Counts,
}

impl Tally {
    fn merge(&mut self, other: &Tally) {
        self.scanned += other.scanned;
        self.excluded += other.excluded;
        self.changed += other.changed;
        self.counts.merge(&other.counts);
    }
}

/// All that a scan found out.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    /// The files of which there is something to tell, by name.
    pub(crate) files: Vec<FileReport>,
    /// Numbers for the summary.
    pub(crate) tally: Tally,
    /// The files that import modules no more.
    pub(crate) dropped: Vec<Dropped>,
}

/// A file that imports modules no more.
#[derive(Debug)]
pub(crate) struct Dropped {
    /// Its real path.
    pub(crate) path: PathBuf,
    /// Its new text, which may not be written.
    pub(crate) text: String,
    /// The specifiers.
    pub(crate) modules: Vec<String>,
}

impl Scan {
    /// Whether something could not be done.
    pub(crate) fn failed(&self) -> bool {
        self.files.iter().flat_map(|file| &file.findings).any(Finding::is_error)
    }

    /// Adds a message about a named path, which is not necessarily a file.
    pub(crate) fn add(&mut self, shown: String, finding: Finding) {
        let findings = vec![finding];
        self.files.push(FileReport { findings, ..FileReport::new(shown.clone(), shown) });
    }

    /// Adds another scan's results.
    pub(crate) fn merge(&mut self, other: Scan) {
        self.files.extend(other.files);
        self.tally.merge(&other.tally);
        self.dropped.extend(other.dropped);
    }

    /// Puts the files into an order that neither threads nor the file system have a say in.
    pub(crate) fn sort(&mut self) {
        self.files.sort_by(|one, other| (&one.path, &one.shown).cmp(&(&other.path, &other.shown)));
    }
}

/// Handles all source files of the trees. The result is not sorted yet.
pub(crate) fn run(job: &Job<'_>, trees: &[Tree]) -> Scan {
    let seen = overlap(trees).then(Mutex::<HashSet<PathBuf>>::default);
    let results = Mutex::new(Scan::default());
    for tree in trees {
        if interrupted() {
            break;
        }
        let before = tally(&results);
        let shared = Shared { job, tree, seen: seen.as_ref(), results: &results };
        if tree.is_folder() {
            shared.folder();
        } else {
            job.progress.listed(1);
            shared.worker().file(tree.typed());
        }
        let after = tally(&results);
        let excluded = after.excluded > before.excluded;
        // Of a file that is no source, the worker has told already.
        if after.scanned == before.scanned && (tree.is_folder() || excluded) && !interrupted() {
            let finding = no_source(job.project, excluded);
            let shown = tree.typed().display().to_string();
            results.lock().unwrap_or_else(PoisonError::into_inner).add(shown, finding);
        }
    }
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn tally(results: &Mutex<Scan>) -> Tally {
    results.lock().unwrap_or_else(PoisonError::into_inner).tally
}

fn no_source(project: &Project, excluded: bool) -> Finding {
    if excluded {
        return Finding::warning(Rule::Unreadable, "`include` and `exclude` leave no file here");
    }
    Finding::error(Rule::Unreadable, "there is no source file here").with_help(format!(
        "source files end in {}; see --ext for others, and your ignore files",
        project.selection.extensions().join(", ")
    ))
}

/// Whether a file may be in two of the trees; then it is still handled once.
fn overlap(trees: &[Tree]) -> bool {
    let mut sorted: Vec<&Path> = trees.iter().map(Tree::real).collect();
    sorted.sort_unstable();
    sorted.windows(2).any(|pair| pair[1].starts_with(pair[0]))
}

/// All that the threads share.
#[derive(Clone, Copy)]
struct Shared<'a> {
    job: &'a Job<'a>,
    tree: &'a Tree,
    /// The files that were handled, where one may be met twice.
    seen: Option<&'a Mutex<HashSet<PathBuf>>>,
    results: &'a Mutex<Scan>,
}

impl<'a> Shared<'a> {
    fn worker(self) -> Worker<'a> {
        Worker::new(self)
    }

    /// Handles a folder: threads that walk, and threads that handle what those find.
    fn folder(self) {
        let project = self.job.project;
        // A copy inside the tree that it is a copy of.
        let out = self.job.sink.folder().and_then(|folder| self.tree.typed_path_of(folder));
        let threads = match project.threads {
            0 => std::thread::available_parallelism().map_or(1, usize::from),
            threads => threads,
        };
        let (sender, batches) = mpsc::channel();
        let batches = Mutex::new(batches);
        let walk = || {
            let listing = walk::walk(self.tree, &project.selection, threads, out, sender);
            self.job.progress.listed(listing.sources);
            listing
        };
        let listing = std::thread::scope(|scope| {
            let spawn = |_| {
                let thread = std::thread::Builder::new().stack_size(STACK);
                thread.spawn_scoped(scope, || self.files(&batches)).is_ok()
            };
            let spawn_all = || (0..threads).map(spawn).filter(|&spawned| spawned).count();
            let (listing, spawned) = if self.job.sink.is_in_place() {
                (walk(), spawn_all())
            } else {
                let spawned = spawn_all();
                (walk(), spawned)
            };
            // Where there are no threads to be had, this one does it all.
            if spawned == 0 {
                self.files(&batches);
            }
            listing
        });
        let mut worker = self.worker();
        listing.errors.iter().for_each(|error| worker.error(error));
        listing.links.iter().for_each(|link| worker.link(link));
    }

    /// Handles files until there are no more.
    fn files(self, batches: &Mutex<Receiver<Vec<PathBuf>>>) {
        let mut worker = self.worker();
        let next = || batches.lock().unwrap_or_else(PoisonError::into_inner).recv();
        while let Ok(batch) = next() {
            for file in batch {
                if interrupted() {
                    return;
                }
                worker.source(&file);
            }
        }
    }
}
