//! TypeScript's configurations: what they say about imports, and those that the copy gets.
//!
//! Input: `/s/tsconfig.json` with `"paths": { "@app/*": ["./src/lib/*"] }`. Output, for
//! `/s/.linestamp/tsconfig.json`: one that extends it, with `"@app/*": ["./lib/*"]`. esbuild takes
//! the nearest one of each file, and `paths` replace those of what is extended as a whole.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use serde_json::{Map, Value, json};

use super::aliases::{Alias, Aliases, Move, spelled};
use super::package::Package;
use super::read_jsonc;
use super::services::Service;
use super::settings::Entry;
use crate::failure::Failure;
use crate::names::{normalised, relative};
use crate::scan::LEFT_ALONE;

/// The names that esbuild looks for, in its order.
const FILE_NAMES: [&str; 2] = ["tsconfig.json", "jsconfig.json"];

/// How many configurations may extend each other.
const LONGEST_CHAIN: usize = 32;

/// The configuration that counts for a file, by its folder.
pub(super) fn nearest(folder: &Path) -> Option<PathBuf> {
    folder.ancestors().find_map(in_folder)
}

fn in_folder(folder: &Path) -> Option<PathBuf> {
    FILE_NAMES.iter().map(|name| folder.join(name)).find(|file| file.is_file())
}

/// What a configuration and all that it extends say about imports.
pub(super) fn aliases(file: &Path) -> Aliases {
    let folder = file.parent().unwrap_or(file);
    read(file, folder, 0)
}

/// `leaf` is the folder that `${configDir}` means.
fn read(file: &Path, leaf: &Path, depth: usize) -> Aliases {
    let Some(value) = read_jsonc(file).filter(|_| depth < LONGEST_CHAIN) else {
        return Aliases::default();
    };
    let folder = file.parent().unwrap_or(file);
    let mut found = Aliases::default();
    let bases = match value.get("extends") {
        Some(Value::Array(list)) => list.iter().filter_map(Value::as_str).collect(),
        other => other.and_then(Value::as_str).into_iter().collect::<Vec<_>>(),
    };
    for base in bases {
        let Some(base) = extended(folder, base) else { continue };
        let base = read(&base, leaf, depth + 1);
        if !base.list.is_empty() {
            found.list = base.list;
        }
        found.base = base.base.or(found.base);
    }
    let Some(options) = value.get("compilerOptions") else { return found };
    let place = |from: &Path, path: &str| match path.strip_prefix("${configDir}") {
        Some(rest) => normalised(&leaf.join(rest.trim_start_matches('/'))),
        None => normalised(&from.join(path)),
    };
    if let Some(base) = options.get("baseUrl").and_then(Value::as_str) {
        found.base = Some(place(folder, base));
    }
    if let Some(paths) = options.get("paths").and_then(Value::as_object) {
        let from = found.base.clone().unwrap_or_else(|| folder.to_owned());
        let targets = |list: &Value| {
            let list = list.as_array().into_iter().flatten().filter_map(Value::as_str);
            list.map(|path| spelled(&place(&from, path))).collect()
        };
        let alias =
            |(key, list): (&String, &Value)| Alias { key: key.clone(), targets: targets(list) };
        found.list = paths.iter().map(alias).collect();
    }
    found
}

/// The file that `extends` names.
fn extended(folder: &Path, name: &str) -> Option<PathBuf> {
    let with_ending = |path: PathBuf| {
        let mut ended = path.clone().into_os_string();
        ended.push(".json");
        [path.clone(), ended.into(), path.join("tsconfig.json")].into_iter().find(|p| p.is_file())
    };
    if name.starts_with('.') || Path::new(name).is_absolute() {
        return with_ending(normalised(&folder.join(name)));
    }
    folder.ancestors().find_map(|above| with_ending(above.join(LEFT_ALONE).join(name)))
}

/// The configurations that the copy of a service gets: their places in it, and their texts.
pub(crate) fn generated(
    service: &Service,
    entries: &[Entry],
) -> Result<Vec<(PathBuf, String)>, Failure> {
    let Service { sources, copy, .. } = service;
    let mut wanted: Vec<(PathBuf, Option<PathBuf>)> = inside(sources)
        .into_iter()
        .filter_map(|file| Some((file.strip_prefix(sources).ok()?.to_owned(), Some(file))))
        .collect();
    if in_folder(sources).is_none() {
        wanted.push((FILE_NAMES[0].into(), nearest(sources)));
    }
    for named in entries.iter().filter_map(|entry| entry.tsconfig.as_ref()) {
        let Ok(place) = named.strip_prefix(copy) else { continue };
        if wanted.iter().any(|(known, _)| known == place) {
            continue;
        }
        let folders = [sources.parent().unwrap_or(sources), sources.as_path()];
        let original = folders.iter().map(|folder| folder.join(place)).find(|file| file.is_file());
        let Some(original) = original else {
            return Err(Failure::new(format!("there is no {} to extend", place.display()))
                .at(relative(service.configurations[0].folder(), named))
                .with_help("put it beside the sources, or take `tsconfig` out"));
        };
        wanted.push((place.to_owned(), Some(original)));
    }
    let package = Package::around(sources).map(|package| package.aliases()).unwrap_or_default();
    let texts = wanted.into_iter().filter_map(|(place, original)| {
        let text = text(service, &copy.join(&place), original.as_deref(), &package)?;
        Some((place, text))
    });
    Ok(texts.collect())
}

/// The configurations in the sources.
fn inside(sources: &Path) -> Vec<PathBuf> {
    let mut walk = WalkBuilder::new(sources);
    walk.standard_filters(false).filter_entry(|entry| entry.file_name() != LEFT_ALONE);
    let folders = walk.build().filter_map(Result::ok).map(|entry| entry.into_path());
    let mut found: Vec<PathBuf> = folders.filter_map(|folder| in_folder(&folder)).collect();
    found.sort();
    found
}

/// The text of a configuration for the copy; none where there is nothing to say.
fn text(
    service: &Service,
    file: &Path,
    original: Option<&Path>,
    package: &[Alias],
) -> Option<String> {
    let folder = file.parent()?;
    let to_copy = Move { from: &service.sources, to: &service.copy };
    let mut moved = to_copy.aliases(&original.map(aliases).unwrap_or_default());
    for alias in to_copy.changed(package) {
        if moved.list.iter().all(|known| known.key != alias.key) {
            moved.list.push(alias);
        }
    }
    if original.is_none() && moved.list.is_empty() {
        return None;
    }
    let dotted = |from: &Path, path: &str| match relative(from, Path::new(path)) {
        way if way.starts_with('.') => way,
        way => format!("./{way}"),
    };
    let from = moved.base.as_deref().unwrap_or(folder);
    let mut options = Map::new();
    if let Some(base) = &moved.base {
        options.insert("baseUrl".to_owned(), dotted(folder, &base.to_string_lossy()).into());
    }
    if !moved.list.is_empty() {
        let paths: Map<String, Value> = moved
            .list
            .iter()
            .map(|alias| {
                let targets = alias.targets.iter().map(|target| dotted(from, target).into());
                (alias.key.clone(), Value::Array(targets.collect()))
            })
            .collect();
        options.insert("paths".to_owned(), paths.into());
    }
    let mut whole = Map::new();
    if let Some(original) = original {
        let way = dotted(folder, &original.to_string_lossy());
        whole.insert("extends".to_owned(), way.into());
    }
    whole.insert("compilerOptions".to_owned(), json!(options));
    // Strings always serialize.
    Some(serde_json::to_string_pretty(&whole).unwrap_or_default() + "\n")
}
