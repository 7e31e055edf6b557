//! The second walk of `--out-dir`: over everything, to copy what the scan left out.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use super::{Mirror, manifest};
use crate::failure::plain;
use crate::finding::{Finding, Rule};
use crate::interrupt::interrupted;
use crate::names::{normalised, relative};
use crate::scan::{FoundFile, LEFT_ALONE, Tree};
use crate::sink::Sink as _;
use crate::write;

/// Copies the files of a tree that are not in the copy yet; gives what there is to tell, by the
/// real path that it is about.
pub(crate) fn copy(mirror: &Mirror, tree: &Tree, threads: usize) -> Vec<(PathBuf, Finding)> {
    let told = Mutex::new(Vec::new());
    let mut walk = WalkBuilder::new(tree.typed());
    let out = tree.typed_path_of(&mirror.folder);
    walk.standard_filters(false).threads(threads).filter_entry(move |entry| {
        let left_alone = entry.file_name() == LEFT_ALONE || entry.file_name() == ".git";
        entry.depth() == 0 || !(left_alone || out.as_deref() == Some(entry.path()))
    });
    walk.build_parallel().run(|| {
        Box::new(|entry| {
            if interrupted() {
                return WalkState::Quit;
            }
            if let Some(found) = one(mirror, tree, entry) {
                told.lock().unwrap_or_else(PoisonError::into_inner).push(found);
            }
            WalkState::Continue
        })
    });
    told.into_inner().unwrap_or_else(PoisonError::into_inner)
}

fn one(
    mirror: &Mirror,
    tree: &Tree,
    entry: Result<DirEntry, ignore::Error>,
) -> Option<(PathBuf, Finding)> {
    // An error of this walk is one of the scan's too, or concerns what is hidden.
    let entry = match entry {
        Ok(entry) => entry,
        Err(error) => {
            mirror.incomplete();
            let message = error.io_error().map_or_else(|| error.to_string(), plain);
            let finding = Finding::error(Rule::Unreadable, format!("cannot be read: {message}"));
            return Some((tree.real().to_owned(), finding));
        }
    };
    let kind = entry.file_type()?;
    let file = FoundFile { tree, path: entry.path() };
    let destination = mirror.destination(tree, file.inside());
    if kind.is_dir() || entry.file_name() == manifest::NAME || write::is_temporary(entry.path()) {
        return None;
    }
    if mirror.leaves_out(file) || mirror.is_settled(&destination) {
        return None;
    }
    let finding = if kind.is_file() {
        copy_file(mirror, &file, destination).err().map(|error| failed(&error))
    } else if kind.is_symlink() {
        copy_link(mirror, &file, destination).unwrap_or_else(|error| Some(failed(&error)))
    } else {
        Some(Finding::warning(Rule::NotCopied, "neither file, folder nor link; it is not copied"))
    };
    finding.map(|finding| (file.real(), finding))
}

fn failed(error: &io::Error) -> Finding {
    Finding::error(Rule::Unwritable, format!("cannot copy the file: {}", plain(error)))
}

fn copy_file(mirror: &Mirror, file: &FoundFile<'_>, destination: PathBuf) -> io::Result<()> {
    let mut handle = File::open(file.path)?;
    let found = handle.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or(0));
    handle.read_to_end(&mut bytes)?;
    mirror.put(destination, &bytes, &found.permissions())
}

/// Copies a link that points into the tree, as a link that is relative, so that the copy's leads
/// to the copy's file.
fn copy_link(
    mirror: &Mirror,
    file: &FoundFile<'_>,
    destination: PathBuf,
) -> io::Result<Option<Finding>> {
    let real = file.real();
    let folder = real.parent().unwrap_or(&real);
    let target = normalised(&folder.join(std::fs::read_link(file.path)?));
    let bounds = file.tree.bounds();
    // Both the target as it is written and the place where it ends up, if there is one.
    let leads_out = !target.starts_with(bounds)
        || real.canonicalize().is_ok_and(|end| !end.starts_with(bounds));
    if leads_out {
        let finding = Finding::warning(
            Rule::NotCopied,
            "the link leads out of the tree; it is neither followed nor copied",
        );
        return Ok(Some(finding.with_help("put the file in its place, or name its folder too")));
    }
    let target = relative(folder, &target);
    let path = mirror.folders.make_way(&destination)?;
    if std::fs::read_link(&path).ok().as_deref() != Some(Path::new(&target)) {
        link(&target, &path)?;
    }
    mirror.note(destination);
    Ok(None)
}

#[cfg(unix)]
fn link(target: &str, path: &Path) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(write::temporary_name(&name));
    std::os::unix::fs::symlink(target, &temporary)?;
    std::fs::rename(&temporary, path).inspect_err(|_| {
        let _ = std::fs::remove_file(&temporary);
    })
}

#[cfg(not(unix))]
fn link(_target: &str, _path: &Path) -> io::Result<()> {
    Err(io::Error::other("links are copied on Unix only"))
}
