//! The list of what Linestamp wrote into a copy, and of what it is a copy, kept in the copy.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::write;

/// The list's file name.
pub(crate) const NAME: &str = ".linestamp-manifest.json";

#[derive(Serialize, Deserialize)]
struct Manifest {
    version: u32,
    files: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    from: Origins,
}

/// For each tree of a copy, by its place there, the way from the copy's folder to the tree.
pub(crate) type Origins = BTreeMap<String, String>;

const VERSION: u32 = 1;

/// Reads the list; an empty one where there is none. Only what could be in the copy counts,
/// whatever the file says.
pub(crate) fn read(folder: &Path) -> io::Result<BTreeSet<PathBuf>> {
    Ok(load(folder)?
        .map(|found| found.files)
        .unwrap_or_default()
        .into_iter()
        .map(PathBuf::from)
        .filter(|path| inside(path))
        .collect())
}

/// Of what a folder is a copy; nothing where it is none, or does not say.
pub(crate) fn origins(folder: &Path) -> Origins {
    load(folder).ok().flatten().map(|found| found.from).unwrap_or_default()
}

fn load(folder: &Path) -> io::Result<Option<Manifest>> {
    match std::fs::read(folder.join(NAME)) {
        Ok(text) => {
            let found = serde_json::from_slice(&text).ok();
            Ok(found.filter(|manifest: &Manifest| manifest.version == VERSION))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Writes the list, if it has changed.
pub(crate) fn write(folder: &Path, files: &BTreeSet<PathBuf>, from: &Origins) -> io::Result<()> {
    // A name that is no Unicode is left out, so it will never be deleted.
    let files = files.iter().filter_map(|path| path.to_str()).map(slashed).collect();
    let mut text =
        serde_json::to_vec_pretty(&Manifest { version: VERSION, files, from: from.clone() })?;
    text.push(b'\n');
    write::replace_if_different(&folder.join(NAME), &text, None)?;
    Ok(())
}

/// Whether a copy was made here before.
pub(crate) fn is_in(folder: &Path) -> bool {
    folder.join(NAME).is_file()
}

/// Whether a folder has nothing in it.
pub(crate) fn is_empty_folder(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}

fn slashed(path: &str) -> String {
    if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() }
}

fn inside(path: &Path) -> bool {
    path.file_name().is_some() && path.components().all(|part| matches!(part, Component::Normal(_)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_leads_out_is_not_believed() {
        let folder = tempfile::tempdir().unwrap();
        let text = r#"{"version": 1, "files": ["a/b.ts", "../c.ts", "/etc/passwd", ""]}"#;
        std::fs::write(folder.path().join(NAME), text).unwrap();
        assert_eq!(read(folder.path()).unwrap(), BTreeSet::from([PathBuf::from("a/b.ts")]));
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let files = BTreeSet::from([PathBuf::from("a/b.ts"), PathBuf::from("c")]);
        let from = Origins::from([(String::new(), "../src".to_owned())]);
        write(folder.path(), &files, &from).unwrap();
        assert_eq!(read(folder.path()).unwrap(), files);
        assert_eq!(origins(folder.path()), from);
    }
}
