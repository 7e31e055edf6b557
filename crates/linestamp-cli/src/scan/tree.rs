//! A path that was named on the command line, and the files below it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use super::top::Top;

/// A named file or folder.
#[derive(Debug)]
pub(crate) struct Tree {
    typed: PathBuf,
    real: PathBuf,
    /// The folder itself, if it is one.
    top: Option<Top>,
}

impl Tree {
    /// Resolves a path. A link that is named is followed; those below it are not.
    pub(crate) fn open(typed: &Path) -> io::Result<Tree> {
        let real = typed.canonicalize()?;
        let top = real.is_dir().then(|| Top::open(typed));
        Ok(Tree { typed: typed.to_owned(), real, top })
    }

    /// The path as it was typed.
    pub(crate) fn typed(&self) -> &Path {
        &self.typed
    }

    /// The path without links.
    pub(crate) fn real(&self) -> &Path {
        &self.real
    }

    /// Whether it is a folder.
    pub(crate) fn is_folder(&self) -> bool {
        self.top.is_some()
    }

    /// The path by which a walk comes to a real path below this one.
    pub(crate) fn typed_path_of(&self, real: &Path) -> Option<PathBuf> {
        Some(self.typed.join(real.strip_prefix(&self.real).ok()?))
    }

    /// The folder that nothing below this path may lead out of.
    pub(crate) fn bounds(&self) -> &Path {
        if self.is_folder() { &self.real } else { self.real.parent().unwrap_or(&self.real) }
    }
}

/// A file in a tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FoundFile<'a> {
    /// The tree.
    pub(crate) tree: &'a Tree,
    /// The path to open it by: the tree's path as typed, and the way from there.
    pub(crate) path: &'a Path,
}

impl FoundFile<'_> {
    /// Opens the file for reading.
    pub(crate) fn open(&self) -> io::Result<File> {
        match &self.tree.top {
            Some(top) => top.read(&self.tree.typed, self.path),
            None => File::open(self.path),
        }
    }

    /// The path in the tree; for a tree that is a file, its name.
    pub(crate) fn inside(&self) -> &Path {
        if self.tree.is_folder() {
            self.path.strip_prefix(&self.tree.typed).unwrap_or(self.path)
        } else {
            Path::new(self.tree.real.file_name().unwrap_or(self.tree.real.as_os_str()))
        }
    }

    /// The path without links, which costs no look at the file system: the walk follows none.
    pub(crate) fn real(&self) -> PathBuf {
        self.tree.bounds().join(self.inside())
    }
}
