//! A wrangler configuration, in any of its three forms.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use serde_json::Value;

use crate::failure::{Failure, plain};
use crate::scan::LEFT_ALONE;

/// The names that wrangler looks for by itself, in its order.
const FILE_NAMES: [&str; 3] = ["wrangler.json", "wrangler.jsonc", "wrangler.toml"];

/// How deep below a project's folder its services may lie.
const DEPTH: usize = 5;

/// A configuration as it was read.
#[derive(Debug, Clone)]
pub(crate) struct Configuration {
    /// The file.
    pub(crate) file: PathBuf,
    /// All of it.
    pub(crate) value: Value,
}

impl Configuration {
    /// The configuration that wrangler would find in a folder.
    pub(crate) fn named(folder: &Path) -> Option<PathBuf> {
        FILE_NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file())
    }

    /// Reads a configuration. `shown` is its name for a person.
    pub(crate) fn read(file: &Path, shown: &str) -> Result<Configuration, Failure> {
        let text = std::fs::read_to_string(file).map_err(|error| {
            Failure::new(format!("cannot read the configuration: {}", plain(&error))).at(shown)
        })?;
        let parsed = if file.extension() == Some(OsStr::new("toml")) {
            toml::from_str(&text).map_err(|error| error.message().to_owned())
        } else {
            super::jsonc(&text)
        };
        let value = parsed.map_err(|error| {
            Failure::new(format!("wrangler's configuration cannot be read: {error}")).at(shown)
        })?;
        Ok(Configuration { file: file.to_owned(), value })
    }

    /// The folder that wrangler takes the configuration's paths from.
    pub(crate) fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    /// What the configuration says at its top and for each environment, which inherits what it does
    /// not say itself.
    pub(crate) fn environments(&self) -> impl Iterator<Item = Environment<'_>> {
        let named = self.value.get("env").and_then(Value::as_object).into_iter().flatten();
        let named =
            named.map(|(name, own)| Environment { name: Some(name), own, top: &self.value });
        [Environment { name: None, own: &self.value, top: &self.value }].into_iter().chain(named)
    }
}

/// One environment of a configuration.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Environment<'c> {
    /// Its name; none for what counts without one.
    pub(crate) name: Option<&'c str>,
    /// Its own keys.
    pub(crate) own: &'c Value,
    top: &'c Value,
}

impl<'c> Environment<'c> {
    /// A key of its own, or else the inherited one.
    pub(crate) fn get(&self, key: &str) -> Option<&'c Value> {
        self.own.get(key).or_else(|| self.top.get(key))
    }

    /// A key as text.
    pub(crate) fn text(&self, key: &str) -> Option<&'c str> {
        self.get(key)?.as_str()
    }
}

/// The wrangler configurations below a folder, in order; those that ignore files hide are not the
/// project's.
pub(crate) fn below(folder: &Path) -> Vec<PathBuf> {
    let mut walk = WalkBuilder::new(folder);
    walk.max_depth(Some(DEPTH)).require_git(false).git_global(false).git_exclude(false);
    walk.filter_entry(|entry| entry.file_name() != LEFT_ALONE);
    let files = walk.build().filter_map(Result::ok).map(|entry| entry.into_path());
    let mut found: Vec<PathBuf> = files.filter(|path| is_configuration(path)).collect();
    found.sort();
    found
}

fn is_configuration(path: &Path) -> bool {
    let named = path.file_name().and_then(OsStr::to_str);
    let form = path.extension().and_then(OsStr::to_str);
    named.is_some_and(|name| name.starts_with("wrangler."))
        && matches!(form, Some("toml" | "json" | "jsonc"))
        && path.is_file()
}
