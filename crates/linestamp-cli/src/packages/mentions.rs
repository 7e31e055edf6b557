//! Which files name a package.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use linestamp_migrate::names_module;
use linestamp_transform::imports;

use super::MANIFEST;
use crate::names::normalised;
use crate::scan::LEFT_ALONE;

/// The extensions of files that may name a package between quotes: code, and what configures its tools.
const CODE: [&str; 17] = [
    "ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs", "vue", "svelte", "astro", "json",
    "jsonc", "json5", "toml", "yaml", "yml",
];

/// A search for a package's name.
pub(super) struct Mentions<'a> {
    /// The name.
    pub(super) name: &'a str,
    /// The new texts of files, which may not be written.
    pub(super) new: &'a HashMap<&'a Path, &'a str>,
    /// A folder in which the name does not count: the package itself.
    pub(super) except: Option<&'a Path>,
}

impl Mentions<'_> {
    /// The files below a folder that name the package between quotes, sorted; manifests and lock files
    /// are not among them.
    pub(super) fn in_code(&self, folder: &Path) -> Vec<PathBuf> {
        self.find(folder, |_, text| names_module(text, self.name))
    }

    /// The files below a folder that import a file of the package by its path, sorted.
    pub(super) fn by_path(&self, folder: &Path) -> Vec<PathBuf> {
        let Some(package) = self.except else { return Vec::new() };
        let last = package.file_name().and_then(OsStr::to_str).unwrap_or_default();
        self.find(folder, |file, text| {
            let own = file.parent().unwrap_or(folder);
            let leads_there = |specifier: &str| {
                specifier.starts_with('.') && normalised(&own.join(specifier)).starts_with(package)
            };
            text.contains(last)
                && imports(&file.to_string_lossy(), text)
                    .is_ok_and(|found| found.iter().any(|import| leads_there(&import.specifier)))
        })
    }

    fn find(&self, folder: &Path, is_one: impl Fn(&Path, &str) -> bool) -> Vec<PathBuf> {
        let mut found: Vec<PathBuf> = files(folder)
            .filter(|file| self.except.is_none_or(|except| !file.starts_with(except)))
            .filter(|file| may_name_packages(file))
            .filter(|file| self.text(file).is_some_and(|text| is_one(file, &text)))
            .collect();
        found.sort();
        found
    }

    fn text(&self, file: &Path) -> Option<Cow<'_, str>> {
        match self.new.get(file) {
            Some(new) => Some(Cow::Borrowed(new)),
            None => std::fs::read_to_string(file).ok().map(Cow::Owned),
        }
    }
}

/// The files below a folder; those that the project ignores do not count.
pub(super) fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let mut walk = WalkBuilder::new(folder);
    walk.require_git(false).git_global(false).git_exclude(false);
    walk.filter_entry(|entry| entry.file_name() != LEFT_ALONE);
    let is_file = |entry: &ignore::DirEntry| entry.file_type().is_some_and(|kind| kind.is_file());
    walk.build().filter_map(Result::ok).filter(is_file).map(ignore::DirEntry::into_path)
}

fn may_name_packages(file: &Path) -> bool {
    let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let extension = file.extension().and_then(OsStr::to_str).unwrap_or_default();
    let is_lock = super::LOCKS.iter().any(|(lock, _)| *lock == name);
    CODE.contains(&extension) && name != MANIFEST && !is_lock
}
