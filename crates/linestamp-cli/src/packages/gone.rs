//! A package that was to be deleted, and is not there.
//!
//! Input: where it should be, and what else there is. Output: whether it was deleted before, so that a
//! second run has nothing to do, or whether another one may be meant.

use std::fs;
use std::path::{Path, PathBuf};

use linestamp_migrate::Settings;

use super::delete::{PNPM, is_compiler_configuration, without_line};
use super::mentions::files;
use super::{LOCKS, MANIFEST, json};
use crate::names::relative;

/// The package below the root that may be meant, if a folder is not there: one of nearly the same path, or
/// the one of an old logger. None where a lock file still knows the folder: it was deleted then.
pub(super) fn meant_instead(folder: &Path, root: &Path, settings: &Settings) -> Option<String> {
    let path = relative(root, folder);
    let is_in_lock = |file: &PathBuf| {
        is_lock(file) && fs::read_to_string(file).is_ok_and(|text| names_path(&text, &path))
    };
    if files(root).any(|file| is_in_lock(&file)) {
        return None;
    }
    let mut found: Vec<String> = files(root)
        .filter(|file| file.ends_with(MANIFEST))
        .filter_map(|file| {
            let other = relative(root, file.parent()?);
            let is_meant = is_slip(&other, &path) || is_of_logger(&file, &other, settings);
            is_meant.then_some(other)
        })
        .collect();
    found.sort_by_key(|other| (!is_slip(other, &path), other.clone()));
    found.into_iter().next()
}

/// The files below the root that still refer to a folder as to a package, sorted.
pub(super) fn referring(folder: &Path, root: &Path) -> Vec<PathBuf> {
    let refers = |file: &PathBuf| {
        let own = file.parent().unwrap_or(root);
        let is_one = |text: String| {
            if file.ends_with(MANIFEST) {
                json::without_workspace(&text, own, folder).is_some()
                    || json::needs_folder(&text, own, folder)
            } else if file.ends_with(PNPM) {
                without_line(&text, &relative(own, folder)).is_some()
            } else {
                is_compiler_configuration(file)
                    && json::without_reference(&text, own, folder, None).is_some()
            }
        };
        fs::read_to_string(file).is_ok_and(is_one)
    };
    let mut found: Vec<PathBuf> = files(root).filter(refers).collect();
    found.sort();
    found
}

/// Whether one path was written for another: they differ by one letter, or by two that changed places.
fn is_slip(one: &str, other: &str) -> bool {
    strsim::osa_distance(one, other) == 1
}

/// Whether a package is one of an old logger, by its name or its path.
fn is_of_logger(manifest: &Path, path: &str, settings: &Settings) -> bool {
    let name = fs::read_to_string(manifest).ok().and_then(|text| json::package_name(&text));
    path != "." && (settings.is_own(path) || name.is_some_and(|name| settings.is_own(&name)))
}

fn is_lock(file: &Path) -> bool {
    LOCKS.iter().any(|(lock, _)| file.ends_with(lock))
}

/// Whether a lock file names a path: between quotes, as a key, or behind `workspace:`.
fn names_path(text: &str, path: &str) -> bool {
    text.match_indices(path).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + path.len()..].chars().next();
        before.is_none_or(|letter| "\"': \n".contains(letter))
            && after.is_none_or(|letter| "\"',:\r\n".contains(letter))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_files_name_paths() {
        for text in [
            "{ \"packages\": { \"packages/logger\": {} } }",
            "importers:\n  packages/logger:\n    dependencies:\n",
            "\"@acme/logger@workspace:packages/logger\":\n",
        ] {
            assert!(names_path(text, "packages/logger"), "{text}");
            assert!(!names_path(text, "packages/log"), "{text}");
            assert!(!names_path(text, "ages/logger"), "{text}");
        }
    }
}
