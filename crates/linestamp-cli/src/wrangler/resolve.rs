//! From a specifier to a file, as esbuild does it for wrangler.
//!
//! In this order: wrangler's own aliases; a relative path; the `paths` and the `baseUrl` of the
//! nearest tsconfig; `#names` and the package's own name; packages in `node_modules`, through links.
//! What is not found is none of our files: wrangler's own modules, Node's, or an error that esbuild
//! reports itself.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::aliases::{Aliases, stands_for};
use super::package::Package;
use super::settings::Entry;
use super::tsconfig;
use crate::names::normalised;
use crate::scan::LEFT_ALONE;

/// esbuild's, as far as they are source.
const EXTENSIONS: [&str; 4] = ["tsx", "ts", "jsx", "js"];

/// What TypeScript lets one write for another.
const REWRITTEN: [(&str, &[&str]); 4] =
    [("js", &["ts", "tsx"]), ("jsx", &["ts", "tsx"]), ("mjs", &["mts"]), ("cjs", &["cts"])];

/// Finds what files import in one build.
pub(super) struct Resolver<'a> {
    entry: &'a Entry,
    /// By the file of a tsconfig.
    known: RefCell<HashMap<PathBuf, Rc<Aliases>>>,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(entry: &'a Entry) -> Resolver<'a> {
        Resolver { entry, known: RefCell::default() }
    }

    /// The real path of what a file imports.
    pub(super) fn resolve(&self, importer: &Path, specifier: &str) -> Option<PathBuf> {
        let folder = importer.parent()?;
        let found = match self.entry.aliases.get(specifier) {
            // Node looks these up, from the configuration's folder.
            Some(target) => self.plain(&self.entry.folder, target),
            None => self.aliased(folder, specifier).or_else(|| self.plain(folder, specifier)),
        };
        found.map(|path| path.canonicalize().unwrap_or(path))
    }

    fn aliased(&self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        if is_path(specifier) {
            return None;
        }
        let file = self.entry.tsconfig.clone().or_else(|| tsconfig::nearest(folder))?;
        let mut known = self.known.borrow_mut();
        let aliases = known.entry(file).or_insert_with_key(|file| tsconfig::aliases(file).into());
        let by_path = stands_for(&aliases.list, specifier).iter().find_map(|path| file_at(path));
        by_path.or_else(|| file_at(&aliases.base.as_ref()?.join(specifier)))
    }

    fn plain(&self, folder: &Path, specifier: &str) -> Option<PathBuf> {
        if is_path(specifier) {
            return file_at(&normalised(&folder.join(specifier)));
        }
        let own = || stands_for(&Package::around(folder)?.aliases(), specifier).into_iter().next();
        own().filter(|path| path.is_file()).or_else(|| in_packages(folder, specifier))
    }
}

fn is_path(specifier: &str) -> bool {
    let first = specifier.split('/').next().unwrap_or_default();
    matches!(first, "" | "." | "..")
}

/// The file of a package that a folder sees.
fn in_packages(folder: &Path, specifier: &str) -> Option<PathBuf> {
    let parts = if specifier.starts_with('@') { 2 } else { 1 };
    let end = specifier.match_indices('/').nth(parts - 1).map_or(specifier.len(), |(at, _)| at);
    let (name, rest) = specifier.split_at(end);
    let top = folder.ancestors().map(|above| above.join(LEFT_ALONE).join(name));
    let top = top.into_iter().find(|top| top.is_dir())?;
    let package = Package::open(&top);
    match package {
        Some(package) if package.has_exports() => {
            stands_for(&package.exports(name), specifier).into_iter().find(|path| path.is_file())
        }
        Some(package) if rest.is_empty() => file_at(&package.main()),
        _ => file_at(&top.join(rest.trim_start_matches('/'))),
    }
}

/// The file that a path without a certain ending means.
fn file_at(path: &Path) -> Option<PathBuf> {
    if path.is_file() {
        return Some(path.to_owned());
    }
    let ended = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(".");
        name.push(ending);
        PathBuf::from(name)
    };
    let extension = path.extension().and_then(std::ffi::OsStr::to_str).unwrap_or_default();
    let rewritten = REWRITTEN.iter().find(|(written, _)| *written == extension);
    let others = rewritten.into_iter().flat_map(|(_, others)| *others);
    let candidates = EXTENSIONS.iter().map(|ending| ended(ending));
    let candidates = candidates.chain(others.map(|ending| path.with_extension(ending)));
    if let Some(file) = candidates.into_iter().find(|file| file.is_file()) {
        return Some(file);
    }
    if !path.is_dir() {
        return None;
    }
    // A folder with a package of its own names its first file there.
    let main = Package::open(path).map(|package| package.main()).filter(|main| main != path);
    let first = main.and_then(|main| if main.is_dir() { None } else { file_at(&main) });
    let index = || EXTENSIONS.iter().map(|ending| path.join("index").with_extension(ending));
    first.or_else(|| index().find(|file| file.is_file()))
}
