//! The package of the old logger goes, with all that refers to it.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use linestamp_migrate::Settings;

use super::mentions::{Mentions, files};
use super::{MANIFEST, Migrated, Plan, gone, json};
use crate::failure::{Failure, plain};
use crate::finding::{Finding, Rule};
use crate::names::{normalised, real, relative};

/// The list of the members that pnpm has instead of the manifest.
pub(super) const PNPM: &str = "pnpm-workspace.yaml";

/// What is to be deleted.
pub(crate) enum Doomed {
    /// A package.
    Package(Package),
    /// A folder that was deleted before.
    Gone(PathBuf),
}

/// A package that may be deleted.
pub(crate) struct Package {
    /// The real path of its folder.
    folder: PathBuf,
    name: String,
}

impl Doomed {
    /// The package in a folder below the root.
    ///
    /// # Errors
    ///
    /// The folder is no package below the root. One that is not there may have been deleted by a run
    /// before, unless another package seems to be meant.
    pub(crate) fn find(folder: &Path, root: &Path, settings: &Settings) -> Result<Doomed, Failure> {
        let shown = folder.display().to_string();
        let refuse =
            |why: &str| Failure::new(format!("cannot delete the package: {why}")).at(&*shown);
        let given = folder;
        let folder = real(given).map_err(|error| refuse(&plain(&error)))?;
        let root = root.canonicalize().map_err(|error| refuse(&plain(&error)))?;
        if folder == root || !folder.starts_with(&root) {
            return Err(refuse("it is not below the root").with_help("see --root"));
        }
        if let Err(error) = fs::metadata(&folder) {
            return match gone::meant_instead(&folder, &root, settings) {
                None if error.kind() == ErrorKind::NotFound => Ok(Doomed::Gone(folder)),
                Some(other) if error.kind() == ErrorKind::NotFound => {
                    Err(refuse(&plain(&error)).with_help(format!("did you mean `{other}`?")))
                }
                _ => Err(refuse(&plain(&error))),
            };
        }
        let text = fs::read_to_string(folder.join(MANIFEST)).ok();
        let name = text.and_then(|text| json::package_name(&text)).ok_or_else(|| {
            refuse("it has no package.json with a name")
                .with_help("give the folder of the old logger's package")
        })?;
        Ok(Doomed::Package(Package { folder, name }))
    }
}

impl Package {
    /// The files below the root that still use it, sorted.
    fn users(&self, root: &Path, migrated: &Migrated<'_>) -> Vec<PathBuf> {
        let new = migrated.texts();
        let mentions = Mentions { name: &self.name, new: &new, except: Some(&self.folder) };
        let mut users = mentions.in_code(root);
        users.retain(|file| !is_compiler_configuration(file));
        users.extend(mentions.by_path(root));
        users.sort();
        users.dedup();
        users
    }
}

impl Plan {
    /// Plans to delete a package's folder and the references to it in manifests, workspaces and compiler
    /// configurations below the root. Where a file still uses it, that is told, and the package stays.
    pub(crate) fn delete(&mut self, doomed: Doomed, root: &Path, migrated: &Migrated<'_>) {
        match doomed {
            Doomed::Package(package) => self.delete_package(package, root, migrated),
            Doomed::Gone(folder) => self.tell_gone(folder, root, migrated),
        }
    }

    fn tell_gone(&mut self, folder: PathBuf, root: &Path, migrated: &Migrated<'_>) {
        let new = migrated.texts();
        let mentions = Mentions { name: "", new: &new, except: Some(&folder) };
        let mut users = mentions.by_path(root);
        users.extend(gone::referring(&folder, root));
        for user in &users {
            let message = format!("\"{}\" is named here and is not there", relative(root, &folder));
            let help = "take it out by hand, or bring the folder back and run the command again";
            self.tell(user.clone(), Finding::error(Rule::StillUsed, message).with_help(help));
        }
        if users.is_empty() {
            let message = "the package is already gone, and nothing refers to it";
            self.tell(folder, Finding::warning(Rule::Deleted, message));
        }
    }

    fn delete_package(&mut self, package: Package, root: &Path, migrated: &Migrated<'_>) {
        let users = package.users(root, migrated);
        let Package { folder, name } = package;
        for user in &users {
            let message = format!("the package \"{name}\" is not deleted, since it is still used");
            let help = "rewrite by hand what is reported here, then run the command again";
            self.tell(user.clone(), Finding::error(Rule::StillUsed, message).with_help(help));
        }
        if !users.is_empty() {
            return;
        }
        for file in files(root).filter(|file| !file.starts_with(&folder)) {
            let own = file.parent().unwrap_or(root).to_owned();
            if file.ends_with(MANIFEST) {
                self.edit(&file, |text| json::without_dependency(text, &name));
                self.edit(&file, |text| json::without_workspace(text, &own, &folder));
            } else if file.ends_with(PNPM) {
                self.edit(&file, |text| without_line(text, &relative(&own, &folder)));
            } else if is_compiler_configuration(&file) {
                self.edit(&file, |text| json::without_reference(text, &own, &folder, Some(&name)));
            }
        }
        self.folder = Some(folder);
    }
}

pub(super) fn is_compiler_configuration(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    (name.starts_with("tsconfig") || name.starts_with("jsconfig")) && name.ends_with(".json")
}

/// A list in YAML without the line that is this path; `None` where it has none.
pub(super) fn without_line(text: &str, path: &str) -> Option<String> {
    let is_it = |line: &str| {
        let entry = line.trim().strip_prefix('-').map(str::trim);
        let entry = entry.map(|entry| entry.split(" #").next().unwrap_or(entry).trim());
        let entry = entry.map(|entry| entry.trim_matches(['\'', '"']));
        entry.is_some_and(|entry| normalised(Path::new(entry)) == normalised(Path::new(path)))
    };
    let kept: String = text.split_inclusive('\n').filter(|line| !is_it(line)).collect();
    (kept.len() < text.len()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_goes_from_a_list_in_yaml() {
        let text = "packages:\n  - 'services/*'\n  - \"packages/logger\" # ours\n  - packages/x\n";
        let without = "packages:\n  - 'services/*'\n  - packages/x\n";
        assert_eq!(without_line(text, "packages/logger").as_deref(), Some(without));
        assert_eq!(without_line(without, "packages/logger"), None);
    }
}
