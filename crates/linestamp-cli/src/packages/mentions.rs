//! Which files name a package.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
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
    /// Files whose text is about to change, so that it proves nothing.
    pub(super) stale: &'a HashSet<&'a Path>,
    /// A folder in which the name does not count: the package itself.
    pub(super) except: Option<&'a Path>,
}

impl Mentions<'_> {
    /// The files below a folder that name the package between quotes, sorted; manifests and lock files
    /// are not among them.
    pub(super) fn in_code(&self, folder: &Path) -> Vec<PathBuf> {
        self.find(folder, |_, text| names(text, self.name))
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
            .filter(|file| !self.stale.contains(file.as_path()) && may_name_packages(file))
            .filter(|file| std::fs::read_to_string(file).is_ok_and(|text| is_one(file, &text)))
            .collect();
        found.sort();
        found
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

/// Whether a text has the name, or a path into its package, between quotes.
fn names(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let quote = text[..at].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
        let next = text[at + name.len()..].chars().next();
        quote.is_some() && (next == quote || next == Some('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_between_quotes_alone() {
        for (text, found) in [
            ("import pino from 'pino'", true),
            ("require(\"pino/file\")", true),
            ("`pino`", true),
            ("// pino is gone", false),
            ("import pino from 'pino-pretty'", false),
            ("import x from './pino'", false),
            ("const label = 'pino logs'", false),
            ("pino", false),
        ] {
            assert_eq!(names(text, "pino"), found, "{text}");
        }
    }
}
