//! What `linestamp init` writes into a wrangler configuration, with its comments kept.
//!
//! Input: `"main": "src/index.ts"`. Output: `"main": ".linestamp/index.ts"`, and the `build` command
//! that makes the copy. What cannot be written is told of, with what to write.

use std::ffi::OsStr;
use std::path::Path;

use jsonc_parser::cst::{CstInputValue, CstRootNode};
use toml_edit::DocumentMut;

use super::configuration::{Configuration, Environment};
use crate::names::{normalised, slashed};

/// The copy's folder.
pub(crate) const COPY: &str = ".linestamp";

/// What became of a configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Setup {
    /// It has all that is needed.
    Ready,
    /// The new text.
    Changed(String),
    /// Why it is not changed, and what to do.
    Left(String),
}

/// A key, from the top, and its new value.
type Change = (Vec<String>, String);

/// Sets up a configuration, whose text is given too.
pub(crate) fn set_up(configuration: &Configuration, text: &str) -> Setup {
    let changes = match changes(configuration) {
        Ok(changes) if changes.is_empty() => return Setup::Ready,
        Ok(changes) => changes,
        Err(why) => return Setup::Left(why),
    };
    let edited = if configuration.file.extension() == Some(OsStr::new("toml")) {
        toml(text, &changes)
    } else {
        json(text, &changes)
    };
    edited.map_or_else(|| Setup::Left(by_hand(&changes)), Setup::Changed)
}

fn changes(configuration: &Configuration) -> Result<Vec<Change>, String> {
    let folder = configuration.folder();
    if has_vite(folder) {
        let why = "Vite builds it, which runs no `[build]` command: put the plugin linestamp/vite into \
                   its configuration";
        return Err(why.to_owned());
    }
    let mut changes: Vec<Change> = Vec::new();
    let mut sources = None;
    for environment in configuration.environments() {
        let own = |key: &str| environment.own.get(key)?.as_str();
        if let Some(main) = own("main") {
            let (folder, inside) = parts(main)?;
            if folder != COPY {
                sources.get_or_insert_with(|| folder.clone());
                changes.push((at(environment, "main"), format!("{COPY}/{inside}")));
            }
        }
        // A tsconfig elsewhere is left to the build, which says what to do about it.
        if let Some(tsconfig) = own("tsconfig") {
            let path = normalised(Path::new(tsconfig));
            if path.parent() == Some(Path::new("")) {
                changes.push((at(environment, "tsconfig"), format!("{COPY}/{}", slashed(&path))));
            }
        }
    }
    let top = configuration.environments().next();
    let build = top.and_then(|top| top.get("build"));
    let has_command = |text: &str| text.contains("--wrangler") && text.contains("linestamp");
    let command = build.and_then(|build| build.get("command")?.as_str());
    match command {
        Some(command) if has_command(command) => return Ok(changes),
        _ if top.and_then(|top| top.text("main")).is_none() => {
            return Err("it has no `main`, so there is nothing to stamp".to_owned());
        }
        _ => {}
    }
    // A `main` that is in the copy does not say what it is a copy of.
    let sources = sources.unwrap_or_else(|| "src".to_owned());
    let ours = format!("npx linestamp inject {sources} --out-dir {COPY} --wrangler");
    if command.is_some() {
        let others: Vec<String> = changes.iter().map(spelled).collect();
        let others = if others.is_empty() {
            String::new()
        } else {
            format!(", and set {}", others.join(", "))
        };
        return Err(format!(
            "it has a `build` command of its own: let that run `{ours}` too{others}"
        ));
    }
    changes.push((vec!["build".to_owned(), "command".to_owned()], ours));
    if sources != "src" {
        changes.push((vec!["build".to_owned(), "watch_dir".to_owned()], sources));
    }
    Ok(changes)
}

fn at(environment: Environment<'_>, key: &str) -> Vec<String> {
    let of = environment.name.map(|name| ["env".to_owned(), name.to_owned()]);
    of.into_iter().flatten().chain([key.to_owned()]).collect()
}

/// The folder of the sources, and the way from there.
fn parts(main: &str) -> Result<(String, String), String> {
    let path = slashed(&normalised(Path::new(main)));
    match path.split_once('/') {
        Some((folder, inside)) if !main.starts_with("..") && !main.starts_with('/') => {
            Ok((folder.to_owned(), inside.to_owned()))
        }
        _ => Err(format!(
            "`main` is {main}, which is in no folder beside the configuration: put the sources into \
             one, such as src, so that a copy can lie beside it"
        )),
    }
}

fn has_vite(folder: &Path) -> bool {
    ["ts", "mts", "cts", "js", "mjs", "cjs"]
        .iter()
        .any(|ending| folder.join(format!("vite.config.{ending}")).is_file())
}

fn by_hand(changes: &[Change]) -> String {
    let list: Vec<String> = changes.iter().map(spelled).collect();
    format!("it cannot be edited: set {}", list.join(", "))
}

fn spelled((keys, value): &Change) -> String {
    format!("`{}` to \"{value}\"", keys.join("."))
}

fn toml(text: &str, changes: &[Change]) -> Option<String> {
    let mut document: DocumentMut = text.parse().ok()?;
    for (keys, value) in changes {
        let (last, tables) = keys.split_last()?;
        let mut table = document.as_table_mut() as &mut dyn toml_edit::TableLike;
        for key in tables {
            table = table
                .entry(key)
                .or_insert_with(|| toml_edit::Item::Table(toml_edit::Table::new()))
                .as_table_like_mut()?;
        }
        let mut new = toml_edit::Value::from(value.as_str());
        match table.get_mut(last).and_then(toml_edit::Item::as_value_mut) {
            Some(old) => {
                // White space and a comment behind it.
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
            None => {
                table.insert(last, toml_edit::Item::Value(new));
            }
        }
    }
    Some(document.to_string())
}

fn json(text: &str, changes: &[Change]) -> Option<String> {
    let root = CstRootNode::parse(text, &Default::default()).ok()?;
    let top = root.object_value()?;
    for (keys, value) in changes {
        let (last, objects) = keys.split_last()?;
        let mut object = top.clone();
        for key in objects {
            if object.get(key).is_none() {
                // Beside `main`, which it belongs to.
                let index = object.get("main").map(|main| main.property_index() + 1);
                let index = index.unwrap_or_else(|| object.properties().len());
                object.insert(index, key, CstInputValue::Object(Vec::new()));
            }
            object = object.object_value(key)?;
        }
        let new = CstInputValue::String(value.clone());
        match object.get(last) {
            Some(property) => property.set_value(new),
            None => {
                object.append(last, new);
            }
        }
    }
    Some(root.to_string())
}
