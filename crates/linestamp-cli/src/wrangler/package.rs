//! A `package.json`, as far as imports go by it.

use std::path::{Path, PathBuf};

use serde_json::Value;

use super::aliases::{Alias, spelled};
use super::read_jsonc;
use crate::names::normalised;

/// The conditions under which wrangler builds.
const CONDITIONS: [&str; 5] = ["workerd", "worker", "browser", "import", "default"];

/// The fields that name a package's first file, in esbuild's order for browsers.
const MAIN_FIELDS: [&str; 3] = ["browser", "module", "main"];

/// A package's file and its folder.
#[derive(Debug)]
pub(super) struct Package {
    folder: PathBuf,
    value: Value,
}

impl Package {
    /// The package in a folder.
    pub(super) fn open(folder: &Path) -> Option<Package> {
        let value = read_jsonc(&folder.join("package.json"))?;
        Some(Package { folder: folder.to_owned(), value })
    }

    /// The package that a folder belongs to.
    pub(super) fn around(folder: &Path) -> Option<Package> {
        folder.ancestors().find_map(Package::open)
    }

    /// What `#name` and the package's own name stand for within it.
    pub(super) fn aliases(&self) -> Vec<Alias> {
        let mut found = Vec::new();
        for (key, value) in
            self.value.get("imports").and_then(Value::as_object).into_iter().flatten()
        {
            self.add(key.clone(), value, &mut found);
        }
        if let Some(name) = self.value.get("name").and_then(Value::as_str) {
            found.extend(self.exports(name));
        }
        found
    }

    /// What the package offers to those who import it by `name`.
    pub(super) fn exports(&self, name: &str) -> Vec<Alias> {
        let mut found = Vec::new();
        match self.value.get("exports") {
            None => {}
            Some(Value::Object(map)) if map.keys().any(|key| key.starts_with('.')) => {
                for (key, value) in map {
                    let rest = key.strip_prefix('.').unwrap_or(key);
                    self.add(format!("{name}{rest}"), value, &mut found);
                }
            }
            Some(value) => self.add(name.to_owned(), value, &mut found),
        }
        found
    }

    /// Whether the package says itself what it offers.
    pub(super) fn has_exports(&self) -> bool {
        self.value.get("exports").is_some()
    }

    /// The first file of a package without `exports`.
    pub(super) fn main(&self) -> PathBuf {
        let named = MAIN_FIELDS.iter().find_map(|field| self.value.get(field)?.as_str());
        normalised(&self.folder.join(named.unwrap_or("index")))
    }

    fn add(&self, key: String, value: &Value, found: &mut Vec<Alias>) {
        // A target that is another package is none of this package's files.
        let own = chosen(value).filter(|target| target.starts_with("./"));
        if let Some(target) = own {
            let path = normalised(&self.folder.join(target));
            found.push(Alias { key, targets: vec![spelled(&path)] });
        }
    }
}

/// The target under wrangler's conditions.
fn chosen(value: &Value) -> Option<&str> {
    match value {
        Value::String(target) => Some(target),
        Value::Array(list) => list.iter().find_map(chosen),
        Value::Object(map) => {
            // Not sorted as they are written: the more particular condition is the likelier one.
            CONDITIONS.iter().find_map(|condition| chosen(map.get(*condition)?))
        }
        _ => None,
    }
}
