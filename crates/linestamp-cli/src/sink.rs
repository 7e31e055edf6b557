//! Where the result of each file goes; one sink for each mode.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use similar::TextDiff;

use crate::names::Names;
use crate::scan::FoundFile;
use crate::sidecar::{self, Sidecar};
use crate::write;

/// A file whose text changes.
pub(crate) struct Change<'a> {
    /// The file.
    pub(crate) file: FoundFile<'a>,
    /// The file, opened.
    pub(crate) handle: &'a File,
    /// Its text.
    pub(crate) old: &'a str,
    /// Its new map, if it has one.
    pub(crate) map: Option<&'a str>,
    /// The map that lies beside it.
    pub(crate) sidecar: Option<&'a Sidecar>,
}

impl Change<'_> {
    /// The map to write, and the real path that it belongs to.
    pub(crate) fn map(&self) -> Option<(std::path::PathBuf, &str)> {
        let map = self.map?;
        let path = match self.sidecar {
            Some(sidecar) => sidecar.path.clone(),
            None => {
                let real = self.file.real();
                real.with_file_name(sidecar::map_name(&real.file_name()?.to_string_lossy()))
            }
        };
        Some((path, map))
    }
}

/// Takes the results, from many threads at once.
pub(crate) trait Sink: Sync {
    /// A source file stays as it is.
    fn unchanged(&self, _file: FoundFile<'_>, _handle: &File, _bytes: &[u8]) -> io::Result<()> {
        Ok(())
    }

    /// A source file changes. What is given back belongs into the output.
    fn changed(&self, change: &Change<'_>, new: &str) -> io::Result<Option<String>>;

    /// A file could not be handled; nothing is written for it.
    fn failed(&self, _file: FoundFile<'_>) {}

    /// Whether a file of the tree is none of this sink's business.
    fn leaves_out(&self, _file: FoundFile<'_>) -> bool {
        false
    }

    /// The way from where the result of a file will lie to the folder of the file, where each file
    /// gets a map that names it.
    fn way_back(&self, _file: FoundFile<'_>) -> Option<String> {
        None
    }

    /// A part of the tree could not be seen.
    fn incomplete(&self) {}

    /// Whether maps are wanted that the files do not have yet.
    fn wants_maps(&self) -> bool {
        false
    }

    /// Whether the sink itself says what becomes of links.
    fn reports_links(&self) -> bool {
        false
    }

    /// The folder that the results go to, which is not a part of the input.
    fn folder(&self) -> Option<&Path> {
        None
    }

    /// Whether files of the tree are replaced. Then the walk has to be over before: a folder that
    /// changes while it is read may show a file twice, or not at all.
    fn is_in_place(&self) -> bool {
        false
    }

    /// Whether a file that is in two of the named paths is handled once.
    fn is_once_per_file(&self) -> bool {
        true
    }
}

/// Nothing is written: dry run, check, list of sites.
pub(crate) struct Nowhere;

impl Sink for Nowhere {
    fn changed(&self, _change: &Change<'_>, _new: &str) -> io::Result<Option<String>> {
        Ok(None)
    }
}

/// Files are changed in place.
pub(crate) struct InPlace;

impl Sink for InPlace {
    fn changed(&self, change: &Change<'_>, new: &str) -> io::Result<Option<String>> {
        let permissions = change.handle.metadata()?.permissions();
        let real = change.file.real();
        // The map first: a text whose map is missing is worse than a map that is not named yet.
        if let Some((path, map)) = change.map() {
            let permissions = fs::metadata(&path).map(|found| found.permissions());
            write::replace_if_different(&path, map.as_bytes(), permissions.ok().as_ref())?;
        }
        write::replace(&real, new.as_bytes(), Some(&permissions))?;
        Ok(None)
    }

    fn is_in_place(&self) -> bool {
        true
    }

    fn wants_maps(&self) -> bool {
        true
    }
}

/// Changes are printed as a patch.
pub(crate) struct Patch<'a>(pub(crate) &'a Names);

impl Sink for Patch<'_> {
    fn changed(&self, change: &Change<'_>, new: &str) -> io::Result<Option<String>> {
        Ok(Some(patch(&self.0.shown(&change.file.real()), change.old, new)))
    }

    fn wants_maps(&self) -> bool {
        true
    }
}

/// The change of a file as a patch.
pub(crate) fn patch(name: &str, old: &str, new: &str) -> String {
    // Lines as `patch` knows them: other breaks than LF are text.
    let [old, new] = [old, new].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let diff = TextDiff::configure().newline_terminated(true).diff_slices(&old, &new);
    diff.unified_diff().header(&format!("a/{name}"), &format!("b/{name}")).to_string()
}
