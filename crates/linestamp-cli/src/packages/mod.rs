//! The npm packages around migrated files: dependencies that nothing needs any more, and the package of
//! the old logger itself.
//!
//! Input: which files dropped which modules. Output: a plan of edits and what there is to tell; it is
//! carried out when it is whole.

mod delete;
mod gone;
mod json;
mod mentions;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::{fs, io};

use crate::finding::{Finding, Rule};
use crate::scan::Dropped;
use crate::write;
pub(crate) use delete::Doomed;
use mentions::Mentions;

/// What is to be done, and what there is to tell about it.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    texts: BTreeMap<PathBuf, Text>,
    /// What there is to tell, by file.
    pub(crate) findings: Vec<(PathBuf, Finding)>,
    /// The folder that goes.
    pub(crate) folder: Option<PathBuf>,
}

/// A file that changes.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) old: String,
    pub(crate) new: String,
}

/// What a migration did to the files.
pub(crate) struct Migrated<'a> {
    /// The files that import modules no more.
    pub(crate) dropped: &'a [Dropped],
}

impl Migrated<'_> {
    /// The new texts, which are written or not.
    fn texts(&self) -> HashMap<&Path, &str> {
        self.dropped.iter().map(|file| (file.path.as_path(), file.text.as_str())).collect()
    }
}

impl Plan {
    /// Takes the dependencies out of manifests that no file of their packages names any more.
    pub(crate) fn remove_dependencies(&mut self, migrated: &Migrated<'_>) {
        let mut open: BTreeSet<(PathBuf, &str)> = BTreeSet::new();
        for Dropped { path, modules, .. } in migrated.dropped {
            for name in modules.iter().filter_map(|specifier| package_name(specifier)) {
                open.extend(manifest_with(path, name).map(|manifest| (manifest, name)));
            }
        }
        let new = migrated.texts();
        for (manifest, name) in open {
            let folder = manifest.parent().unwrap_or(Path::new("."));
            match (Mentions { name, new: &new, except: None }).in_code(folder).first() {
                Some(user) => {
                    let message =
                        format!("the dependency \"{name}\" stays, since it is still named");
                    self.tell(user.clone(), Finding::warning(Rule::StillUsed, message));
                }
                None => {
                    self.edit(&manifest, |text| json::without_dependency(text, name));
                }
            }
        }
    }

    /// Changes a text, if it can be read and the edit finds something.
    fn edit(&mut self, file: &Path, edit: impl FnOnce(&str) -> Option<String>) {
        let known = self.texts.get(file).map(|text| text.new.clone());
        let Some(text) = known.or_else(|| fs::read_to_string(file).ok()) else { return };
        let Some(new) = edit(&text) else { return };
        self.texts
            .entry(file.to_owned())
            .and_modify(|text| text.new.clone_from(&new))
            .or_insert(Text { old: text, new });
    }

    fn tell(&mut self, file: PathBuf, finding: Finding) {
        self.findings.push((file, finding));
    }

    /// The files that change.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (&Path, &Text)> {
        self.texts.iter().map(|(file, text)| (file.as_path(), text))
    }

    /// The commands that bring the lock files of changed manifests up to date, with those files.
    pub(crate) fn locks(&self) -> BTreeMap<PathBuf, &'static str> {
        let manifests = self.texts.keys().filter(|file| file.ends_with(MANIFEST));
        manifests.filter_map(|manifest| lock_of(manifest)).collect()
    }

    /// Carries it out; the folder goes last.
    pub(crate) fn carry_out(&self) -> Result<(), (PathBuf, io::Error)> {
        for (file, text) in &self.texts {
            let put = fs::metadata(file).and_then(|found| {
                write::replace(file, text.new.as_bytes(), Some(&found.permissions()))
            });
            put.map_err(|error| (file.clone(), error))?;
        }
        match &self.folder {
            Some(folder) => fs::remove_dir_all(folder).map_err(|error| (folder.clone(), error)),
            None => Ok(()),
        }
    }
}

/// What a package is described by.
const MANIFEST: &str = "package.json";

/// The lock files of package managers, and how each is brought up to date.
const LOCKS: [(&str, &str); 5] = [
    ("package-lock.json", "npm install"),
    ("pnpm-lock.yaml", "pnpm install"),
    ("yarn.lock", "yarn install"),
    ("bun.lock", "bun install"),
    ("bun.lockb", "bun install"),
];

fn lock_of(manifest: &Path) -> Option<(PathBuf, &'static str)> {
    manifest.ancestors().skip(1).find_map(|folder| {
        let mut locks = LOCKS.iter().map(|(name, command)| (folder.join(name), *command));
        locks.find(|(lock, _)| lock.is_file())
    })
}

/// The nearest manifest above a file that has the dependency.
fn manifest_with(file: &Path, name: &str) -> Option<PathBuf> {
    let manifests = file.ancestors().skip(1).map(|folder| folder.join(MANIFEST));
    manifests.into_iter().find(|manifest| {
        let text = fs::read_to_string(manifest);
        text.is_ok_and(|text| json::without_dependency(&text, name).is_some())
    })
}

/// The package that a specifier names: `@acme/logger` of `@acme/logger/index.js`; none for a path or a
/// module of the host.
fn package_name(specifier: &str) -> Option<&str> {
    let is_path = specifier.starts_with(['.', '/', '#']) || specifier.contains(':');
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    (!is_path && !specifier.is_empty()).then(|| &specifier[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specifiers_name_packages_or_none() {
        for (specifier, name) in [
            ("pino", Some("pino")),
            ("pino/file", Some("pino")),
            ("@acme/logger", Some("@acme/logger")),
            ("@acme/logger/a/b.js", Some("@acme/logger")),
            ("./logger", None),
            ("#logger", None),
            ("node:console", None),
            ("", None),
        ] {
            assert_eq!(package_name(specifier), name, "{specifier}");
        }
    }
}
