//! Which files of a folder may hold a site, found out at once and ahead of a build.
//!
//! Input: a folder, such as the one that a bundler works in.
//! Output: the files that may hold a site; and, for the files that the build then read, those with
//! something to stamp that were not among them, since a build may write files that it then reads.

use std::collections::HashMap;
use std::fs::{File, Metadata};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::SystemTime;

use ignore::{DirEntry, WalkBuilder, WalkState};
use linestamp_project::{PACKAGES, names};
use napi_derive::napi;

use crate::project::Project;

/// What a folder held when it was looked at.
#[napi]
pub struct Survey {
    folder: String,
    candidates: Vec<String>,
    /// The other source files, and what their bytes were known by.
    others: HashMap<PathBuf, Mark>,
}

/// By what one sees that a file is still what it was.
#[derive(PartialEq, Eq)]
struct Mark {
    length: u64,
    modified: Option<SystemTime>,
}

#[napi]
impl Survey {
    /// The folder that was looked through, without links in its path.
    #[napi(getter)]
    pub fn folder(&self) -> String {
        self.folder.clone()
    }

    /// The source files that may hold a site, as absolute paths in order.
    #[napi(getter)]
    pub fn candidates(&self) -> Vec<String> {
        self.candidates.clone()
    }

    /// How many source files there were.
    #[napi(getter)]
    pub fn files(&self) -> u32 {
        u32::try_from(self.candidates.len() + self.others.len()).unwrap_or(u32::MAX)
    }

    /// Those of these files that are not as they were, or were not there: whether they may hold a
    /// site is not known.
    #[napi]
    pub fn unknown(&self, files: Vec<String>) -> Vec<String> {
        let known = |file: &String| {
            let mark = self.others.get(Path::new(file));
            mark.is_some_and(|mark| std::fs::metadata(file).is_ok_and(|is| *mark == Mark::of(&is)))
        };
        files.into_iter().filter(|file| !known(file)).collect()
    }
}

impl Mark {
    fn of(metadata: &Metadata) -> Mark {
        Mark { length: metadata.len(), modified: metadata.modified().ok() }
    }
}

/// A source file that was looked at: its path, and its mark unless it may hold a site.
type Seen = (PathBuf, Option<Mark>);

/// Looks through a folder, packages and what git keeps left out, links not followed.
pub(crate) fn survey(project: &Project, folder: &Path) -> std::io::Result<Survey> {
    let folder = names::real(folder)?;
    let (send, receive) = mpsc::channel::<Seen>();
    let walk =
        WalkBuilder::new(&folder).standard_filters(false).filter_entry(enters).build_parallel();
    walk.run(|| {
        let send = send.clone();
        let mut bytes = Vec::new();
        Box::new(move |entry| {
            if let Some(seen) = entry.ok().and_then(|entry| look(project, entry, &mut bytes)) {
                // The receiver lives as long as the walk.
                let _ = send.send(seen);
            }
            WalkState::Continue
        })
    });
    drop(send);
    let mut candidates = Vec::new();
    let mut others = HashMap::new();
    for (path, mark) in receive {
        match (mark, path.to_str()) {
            (Some(mark), _) => {
                others.insert(path, mark);
            }
            (None, Some(text)) => candidates.push(text.to_owned()),
            // Nothing that JavaScript could name.
            (None, None) => {}
        }
    }
    candidates.sort_unstable();
    Ok(Survey { folder: folder.to_string_lossy().into_owned(), candidates, others })
}

fn enters(entry: &DirEntry) -> bool {
    let folder = entry.file_type().is_some_and(|kind| kind.is_dir());
    !(folder && entry.depth() > 0 && (entry.file_name() == PACKAGES || entry.file_name() == ".git"))
}

/// A file that cannot be read counts as one that may hold a site: the build will say why.
fn look(project: &Project, entry: DirEntry, bytes: &mut Vec<u8>) -> Option<Seen> {
    let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
    if !is_file || !project.is_source(entry.path()) {
        return None;
    }
    bytes.clear();
    let mark = read(entry.path(), bytes).ok().filter(|_| !project.holds(bytes));
    Some((entry.into_path(), mark))
}

fn read(path: &Path, bytes: &mut Vec<u8>) -> std::io::Result<Mark> {
    let mut file = File::open(path)?;
    let mark = Mark::of(&file.metadata()?);
    file.read_to_end(bytes)?;
    Ok(mark)
}
