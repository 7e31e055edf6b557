//! Which services a command means, whatever folder it runs in.
//!
//! Wrangler runs `[build] command` in the folder that it was itself started in, and does not say for
//! which of several configurations. So the command means the service of the nearest configuration,
//! and every service of the project that has the same command.

use std::path::{Path, PathBuf};

use super::configuration::{Configuration, below};
use crate::failure::Failure;
use crate::names::{normalised, relative};

/// A service's sources and where their copy goes; absolute paths.
#[derive(Debug)]
pub(crate) struct Service {
    /// The sources.
    pub(crate) sources: PathBuf,
    /// The copy.
    pub(crate) copy: PathBuf,
    /// The configurations that build from it.
    pub(crate) configurations: Vec<Configuration>,
}

/// Where a command runs, and what it was given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Command<'a> {
    /// The current folder, without links.
    pub(crate) current: &'a Path,
    /// The top of the project.
    pub(crate) root: &'a Path,
    /// The sources as typed.
    pub(crate) path: &'a Path,
    /// The copy as typed.
    pub(crate) out: &'a Path,
}

/// The services that a command means; at least one.
pub(crate) fn find(command: &Command<'_>) -> Result<Vec<Service>, Failure> {
    let mut services: Vec<Service> = Vec::new();
    if let Some(file) = nearest(command) {
        command.add(&file, &mut services)?;
    }
    for file in below(command.root) {
        // A file that cannot be read is none that has the command.
        let Ok(configuration) = Configuration::read(&file, "") else { continue };
        if command.is_in(&configuration) {
            command.add(&file, &mut services)?;
        }
    }
    if services.is_empty() {
        return Err(Failure::new("no wrangler configuration is on the way up from here")
            .at(command.path.display().to_string())
            .with_help(
                "run it in the folder of a wrangler.toml, wrangler.json or wrangler.jsonc, or make \
                 it the `[build] command` of one; `linestamp init` writes that",
            ));
    }
    Ok(services)
}

/// The nearest configuration above the sources, or else above the current folder.
fn nearest(command: &Command<'_>) -> Option<PathBuf> {
    let named = normalised(&command.current.join(command.path));
    let up = |from: &Path| from.ancestors().find_map(Configuration::named);
    if named.is_dir() { up(&named) } else { None }.or_else(|| up(command.current))
}

impl Command<'_> {
    /// Whether a configuration has this command.
    fn is_in(&self, configuration: &Configuration) -> bool {
        configuration.environments().any(|environment| {
            let text = environment.get("build").and_then(|build| build.get("command")?.as_str());
            let quotes = ['"', '\''];
            let words: Vec<&str> = text
                .map(|text| text.split_whitespace().map(|word| word.trim_matches(quotes)).collect())
                .unwrap_or_default();
            let has = |wanted: &str| words.contains(&wanted);
            let (path, out) = (self.path.to_string_lossy(), self.out.to_string_lossy());
            has("--wrangler") && has(&path) && (has(&out) || has(&format!("--out-dir={out}")))
        })
    }

    /// Adds a configuration's service, or the configuration to the service that is there already.
    fn add(&self, file: &Path, services: &mut Vec<Service>) -> Result<(), Failure> {
        let shown = relative(self.current, file);
        let configuration = Configuration::read(file, &shown)?;
        let at =
            |base: &Path| (normalised(&base.join(self.path)), normalised(&base.join(self.out)));
        let beside = at(configuration.folder());
        // A command that names the service's folder too is meant from the current folder.
        let (sources, copy) = if beside.0.is_dir() { beside } else { at(self.current) };
        if !sources.is_dir() {
            return Err(Failure::new(format!("there is no folder {}", self.path.display()))
                .at(shown)
                .with_help("name the folder of the sources as it is seen from this file"));
        }
        if sources.parent() != copy.parent() || sources == copy {
            return Err(Failure::new("the copy has to lie beside the sources")
                .at(relative(self.current, &copy))
                .with_help(format!(
                    "at another depth `../package.json` would be another file; name {}",
                    relative(self.current, &sources.with_file_name(super::COPY))
                )));
        }
        match services.iter_mut().find(|service| service.sources == sources) {
            Some(service) if service.configurations.iter().any(|known| known.file == file) => {}
            Some(service) => service.configurations.push(configuration),
            None => services.push(Service { sources, copy, configurations: vec![configuration] }),
        }
        Ok(())
    }
}
