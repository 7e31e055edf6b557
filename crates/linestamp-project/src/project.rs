//! The configuration and what a host lays over it, checked and made one.

use std::path::{Path, PathBuf};

use linestamp_transform::{Options, Settings};

use crate::config::{self, Config};
use crate::failure::{Failure, plain};
use crate::links::canonical;
use crate::names::{Names, normalised, relative};
use crate::selection::Selection;

/// Where a project is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// Where the search for the configuration and for the repository begins, absolute.
    pub start: &'a Path,
    /// The folder that messages and relative paths are relative to, absolute.
    pub current: &'a Path,
    /// The configuration file, instead of a search for one.
    pub config: Option<&'a Path>,
    /// The root, instead of the configuration's.
    pub root: Option<&'a Path>,
}

/// All that a host needs to know about a project.
#[derive(Debug)]
pub struct Project {
    /// What the engine runs on.
    pub settings: Settings,
    /// Which files count as source.
    pub selection: Selection,
    /// What files are called.
    pub names: Names,
    /// The options that all this was made from.
    pub options: Options,
    /// The configuration files that were read, the nearest one first.
    pub config_files: Vec<PathBuf>,
    /// The folder that names are relative to, without links.
    pub root: PathBuf,
}

impl Project {
    /// Finds the configuration and lays over it what the host wants.
    ///
    /// # Errors
    ///
    /// A configuration that cannot be found, read or used, with what to do about it.
    pub fn load(
        request: &Request<'_>,
        overlay: impl FnOnce(Options) -> Result<Options, Failure>,
    ) -> Result<Project, Failure> {
        let config = find_config(request)?;
        let repository = repository_top(request.start);
        let root = root(request, &config, repository.as_deref())?;
        let configured = config.options.clone();
        let options = overlay(config.options)?;
        let settings = Settings::new(&options).map_err(|error| {
            let failure = Failure::new(error.to_string()).with_help(error.help());
            match config.files.first() {
                // What the host brings in has no place in the file.
                Some(file) if same_stamps(&configured, &options) => {
                    failure.at(relative(request.current, file))
                }
                _ => failure,
            }
        })?;
        let repository = repository.and_then(|top| canonical(&top).ok());
        let current = canonical(request.current).unwrap_or(request.current.to_owned());
        Ok(Project {
            settings,
            selection: Selection::new(&options)?,
            names: Names::new(root.clone(), current, repository),
            options,
            config_files: config.files,
            root,
        })
    }
}

/// Whether the environment says to pass all input through.
#[must_use]
pub fn switched_off() -> bool {
    std::env::var_os("LINESTAMP").is_some_and(|value| value == "off")
}

fn same_stamps(one: &Options, other: &Options) -> bool {
    one.target == other.target && one.fields == other.fields
}

fn find_config(request: &Request<'_>) -> Result<Config, Failure> {
    let current = request.current;
    let file = match request.config {
        Some(file) => Some(current.join(file)),
        None => config::discover(request.start, current)?,
    };
    file.map_or_else(|| Ok(Config::default()), |file| config::load(&file, current))
}

fn repository_top(start: &Path) -> Option<PathBuf> {
    start.ancestors().find(|folder| folder.join(".git").exists()).map(Path::to_owned)
}

fn root(
    request: &Request<'_>,
    config: &Config,
    repository: Option<&Path>,
) -> Result<PathBuf, Failure> {
    let current = request.current;
    let named = request.root.map(|root| current.join(root));
    let folder = named.as_deref().or(config.root.as_deref()).or(repository).unwrap_or(current);
    match canonical(folder) {
        Ok(real) if real.is_dir() => Ok(real),
        Ok(_) => Err(Failure::new("the root is no folder").at(relative(current, folder))),
        Err(error) => Err(Failure::new(format!("the root cannot be used: {}", plain(&error)))
            .at(relative(current, &normalised(folder)))
            .with_help("name an existing folder with --root, or as `root` in the configuration")),
    }
}
