//! The project's configuration: found, read, and laid over what it extends.

mod hint;
mod parse;

use std::path::{Path, PathBuf};

use linestamp_transform::Options;

use crate::failure::{Failure, plain};
use crate::names::{normalised, relative};

/// The names of configuration files.
pub const FILE_NAMES: [&str; 2] = ["linestamp.toml", "linestamp.json"];

/// A configuration file and all that it extends.
#[derive(Debug, Default)]
pub(crate) struct Config {
    /// The keys, merged.
    pub(crate) options: Options,
    /// The folder that paths are relative to; `None` without a file.
    pub(crate) root: Option<PathBuf>,
    /// The files that were read, the nearest one first.
    pub(crate) files: Vec<PathBuf>,
}

/// The nearest configuration on the way up from a path, which is absolute.
pub(crate) fn discover(from: &Path, current: &Path) -> Result<Option<PathBuf>, Failure> {
    for folder in from.ancestors() {
        let [toml, json] = FILE_NAMES.map(|name| folder.join(name));
        match (toml.is_file(), json.is_file()) {
            (true, true) => {
                let [toml, json] = FILE_NAMES;
                return Err(Failure::new(format!("both {toml} and {json} are here"))
                    .at(relative(current, folder))
                    .with_help("keep one of the two, or name one with --config"));
            }
            (true, false) => return Ok(Some(toml)),
            (false, true) => return Ok(Some(json)),
            (false, false) => {}
        }
    }
    Ok(None)
}

/// Reads a configuration file, whose path is absolute, and the chain of those that it extends.
pub(crate) fn load(file: &Path, current: &Path) -> Result<Config, Failure> {
    let mut config = Config::default();
    let mut named_root = None;
    let mut next = Some(normalised(file));
    while let Some(file) = next.take() {
        let shown = relative(current, &file);
        if config.files.contains(&file) {
            return Err(Failure::new("the configuration extends itself")
                .at(shown)
                .with_help(format!("the chain is {}", chain(&config.files, &file, current))));
        }
        let mut options = read(&file, &shown)?;
        let folder = file.parent().unwrap_or(Path::new("/"));
        let own_root = options.root.take().map(|root| normalised(&folder.join(root)));
        named_root = named_root.or(own_root);
        config.root.get_or_insert_with(|| folder.to_owned());
        next = options.extends.take().map(|base| normalised(&folder.join(base)));
        config.options = std::mem::take(&mut config.options).over(options);
        config.files.push(file);
    }
    config.root = named_root.or(config.root);
    Ok(config)
}

fn read(file: &Path, shown: &str) -> Result<Options, Failure> {
    let bytes = std::fs::read(file).map_err(|error| {
        Failure::new(format!("cannot read the configuration: {}", plain(&error))).at(shown)
    })?;
    let text = String::from_utf8(bytes)
        .map_err(|_| Failure::new("the configuration is not UTF-8 text").at(shown))?;
    let json = file.extension().is_some_and(|extension| extension == "json");
    let parse = if json { parse::json } else { parse::toml };
    parse(&text).map_err(|failure| failure.at(shown))
}

fn chain(files: &[PathBuf], last: &Path, current: &Path) -> String {
    let names: Vec<String> = files
        .iter()
        .map(PathBuf::as_path)
        .chain([last])
        .map(|file| relative(current, file))
        .collect();
    names.join(" → ")
}
