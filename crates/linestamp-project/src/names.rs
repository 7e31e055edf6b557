//! The names that files go by. No absolute path ever gets into a stamp, a map or a report.
//!
//! Input: `…/repo/services/executor/src/run.ts`, root `…/repo`.
//! Output: `services/executor/src/run.ts`. A file outside the root is named by its package:
//! `@acme/shared/src/log.ts`.

use std::collections::HashMap;
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::links::canonical;

/// Names files, which are given by their real paths (no links in them).
#[derive(Debug)]
pub struct Names {
    root: PathBuf,
    current: PathBuf,
    repository: Option<PathBuf>,
    /// The package that each folder outside the root belongs to: its folder and its name.
    packages: Mutex<HashMap<PathBuf, Option<(PathBuf, String)>>>,
}

impl Names {
    /// Names relative to these folders, which are real paths.
    #[must_use]
    pub fn new(root: PathBuf, current: PathBuf, repository: Option<PathBuf>) -> Names {
        Names { root, current, repository, packages: Mutex::default() }
    }

    /// The folder that names are relative to.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The name in stamps and in the list of sites.
    #[must_use]
    pub fn in_stamps(&self, real: &Path) -> String {
        match real.strip_prefix(&self.root) {
            Ok(inside) => slashed(inside),
            Err(_) => self.in_package(real),
        }
    }

    /// The name for a person at the terminal: relative to the current folder where that is short.
    #[must_use]
    pub fn shown(&self, real: &Path) -> String {
        match real.strip_prefix(&self.current) {
            Ok(inside) if inside.as_os_str().is_empty() => ".".to_owned(),
            Ok(inside) => slashed(inside),
            Err(_) => self.in_stamps(real),
        }
    }

    /// The name for services that know the repository: relative to its top.
    #[must_use]
    pub fn in_repository(&self, real: &Path) -> String {
        match self.repository.as_ref().map(|top| real.strip_prefix(top)) {
            Some(Ok(inside)) => slashed(inside),
            _ => self.in_stamps(real),
        }
    }

    fn in_package(&self, real: &Path) -> String {
        let folder = real.parent().unwrap_or(real);
        match self.package_of(folder) {
            Some((top, name)) => {
                let inside = real.strip_prefix(&top).unwrap_or(real);
                format!("{name}/{}", slashed(inside))
            }
            None => real.file_name().map_or_else(String::new, |name| name.to_string_lossy().into()),
        }
    }

    fn package_of(&self, folder: &Path) -> Option<(PathBuf, String)> {
        let packages = || self.packages.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = packages().get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().find_map(|top| {
            let name = package_name(&top.join("package.json"))?;
            Some((top.to_owned(), name))
        });
        packages().insert(folder.to_owned(), found.clone());
        found
    }
}

/// The name in a `package.json`, where it has a usable one.
#[must_use]
pub fn package_name(file: &Path) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Package {
        name: String,
    }
    let text = std::fs::read(file).ok()?;
    let Package { name } = serde_json::from_slice(&text).ok()?;
    let usable = !name.is_empty() && !name.starts_with('/') && !name.contains(['\\', '\n', '\r']);
    usable.then_some(name)
}

/// A relative path with `/` on every system.
#[must_use]
pub fn slashed(path: &Path) -> String {
    // Nearly all paths are so already, which is seen faster than put together.
    let plain = |text: &&str| text.split('/').all(|part| !matches!(part, "" | "." | ".."));
    if MAIN_SEPARATOR == '/'
        && let Some(text) = path.to_str().filter(plain)
    {
        return text.to_owned();
    }
    let mut name = String::with_capacity(path.as_os_str().len());
    for component in path.components() {
        if !name.is_empty() {
            name.push('/');
        }
        match component {
            Component::Normal(part) => name.push_str(&part.to_string_lossy()),
            Component::ParentDir => name.push_str(".."),
            Component::CurDir | Component::RootDir | Component::Prefix(_) => {}
        }
    }
    name
}

/// A path without `.` and `..`, as it is written: links are not looked at.
#[must_use]
pub fn normalised(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// The path without links, of a file that need not be there.
///
/// # Errors
///
/// A relative path where there is no current folder.
pub fn real(path: &Path) -> std::io::Result<PathBuf> {
    let absolute = normalised(&std::path::absolute(path)?);
    for existing in absolute.ancestors() {
        if let (Ok(real), Ok(rest)) = (canonical(existing), absolute.strip_prefix(existing)) {
            return Ok(if rest.as_os_str().is_empty() { real } else { real.join(rest) });
        }
    }
    Ok(absolute)
}

/// The way from a folder to a path, both absolute and normalised, with `/` on every system.
#[must_use]
pub fn relative(folder: &Path, path: &Path) -> String {
    let shared = folder.components().zip(path.components()).take_while(|(a, b)| a == b).count();
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(path.components().skip(shared)).collect();
    if way.as_os_str().is_empty() { ".".to_owned() } else { slashed(&way) }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn names_inside_and_outside_the_root() {
        let outside = tempfile::tempdir().unwrap();
        let top = outside.path().canonicalize().unwrap();
        std::fs::create_dir_all(top.join("shared/src")).unwrap();
        std::fs::write(top.join("shared/package.json"), r#"{"name": "@acme/shared"}"#).unwrap();
        let names = Names::new(top.join("app"), top.join("app/src"), None);
        assert_eq!(names.in_stamps(&top.join("app/src/a.ts")), "src/a.ts");
        assert_eq!(names.shown(&top.join("app/src/a.ts")), "a.ts");
        assert_eq!(names.in_stamps(&top.join("shared/src/log.ts")), "@acme/shared/src/log.ts");
        assert_eq!(names.in_stamps(&top.join("elsewhere/log.ts")), "log.ts");
    }

    #[test]
    fn the_way_from_one_folder_to_another() {
        let way = |from: &str, to: &str| relative(Path::new(from), Path::new(to));
        assert_eq!(way("/a/b", "/a/b/c.ts"), "c.ts");
        assert_eq!(way("/a/b/c", "/a/d/e"), "../../d/e");
        assert_eq!(way("/a", "/a"), ".");
    }

    #[test]
    fn dots_go() {
        assert_eq!(normalised(Path::new("/a/./b/../c")), Path::new("/a/c"));
    }
}
