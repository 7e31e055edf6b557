//! What the user typed and what the configuration says, checked and made one.

use std::path::{Path, PathBuf};

use linestamp_project::Request;
pub(crate) use linestamp_project::switched_off;
use linestamp_transform::{
    MigrateOptions, Options, Settings, SourceMapOption, TargetOptions, default_targets,
};

use crate::args::ProjectArgs;
use crate::failure::{Failure, plain};
use crate::names::{Names, normalised, relative};
use crate::scan::Selection;

/// All that a run needs to know about the project.
#[derive(Debug)]
pub(crate) struct Project {
    /// What the engine runs on.
    pub(crate) settings: Settings,
    /// Which files count as source.
    pub(crate) selection: Selection,
    /// What files are called.
    pub(crate) names: Names,
    /// Which source maps to write.
    pub(crate) source_map: SourceMapOption,
    /// How calls of an old logger are rewritten.
    pub(crate) migrate: MigrateOptions,
    /// The paths to handle, as typed; at least one.
    pub(crate) paths: Vec<PathBuf>,
    /// How many threads to use; 0 for as many as there are cores.
    pub(crate) threads: usize,
    /// The configuration files that were read, the nearest one first.
    pub(crate) config_files: Vec<PathBuf>,
    /// Whether the environment says to pass all input through.
    pub(crate) off: bool,
    current: PathBuf,
}

impl Project {
    /// Finds the configuration and lays the arguments over it. `first` is where the search for the
    /// configuration begins, as typed; `source_map` what the command line says about maps.
    pub(crate) fn new(
        args: &ProjectArgs,
        first: &Path,
        source_map: Option<SourceMapOption>,
    ) -> Result<Project, Failure> {
        let current = current_folder()?;
        let request = Request {
            start: &normalised(&current.join(first)),
            current: &current,
            config: args.files.config.as_deref(),
            root: args.files.root.as_deref(),
        };
        let shared = linestamp_project::Project::load(&request, |configured| {
            overlay(args, configured, source_map)
        })?;
        Ok(Project {
            settings: shared.settings,
            selection: shared.selection,
            names: shared.names,
            source_map: shared.options.source_map.unwrap_or(SourceMapOption::None),
            migrate: shared.options.migrate.unwrap_or_default(),
            paths: if args.files.paths.is_empty() {
                vec![PathBuf::from(".")]
            } else {
                args.files.paths.clone()
            },
            threads: args.files.threads.unwrap_or(0).into(),
            config_files: shared.config_files,
            off: false,
            current,
        })
    }

    /// A configuration file as a person at the terminal would name it.
    pub(crate) fn shown(&self, file: &Path) -> String {
        relative(&self.current, file)
    }
}

fn current_folder() -> Result<PathBuf, Failure> {
    std::env::current_dir().map_err(|error| {
        Failure::new(format!("there is no current folder: {}", plain(&error)))
            .with_help("change to a folder that exists")
    })
}

/// The arguments over the configuration.
fn overlay(
    args: &ProjectArgs,
    configured: Options,
    source_map: Option<SourceMapOption>,
) -> Result<Options, Failure> {
    let list = |given: &[String]| (!given.is_empty()).then(|| given.to_vec());
    let given = Options {
        target: targets(&args.target, configured.target.as_deref()),
        fields: args.field.as_deref().map(field).transpose()?.map(|field| [field].into()),
        ext: list(&args.files.ext),
        include: list(&args.files.include),
        exclude: list(&args.files.exclude),
        source_map,
        ..Options::default()
    };
    Ok(given.over(configured))
}

/// The targets that the command line names, with the details of those that are configured.
fn targets(calls: &[String], configured: Option<&[TargetOptions]>) -> Option<Vec<TargetOptions>> {
    let usual = default_targets();
    let known = configured.unwrap_or(&usual);
    let detailed = |call: &String| {
        let matching: Vec<_> =
            known.iter().filter(|target| target.call == *call).cloned().collect();
        if matching.is_empty() { vec![TargetOptions::named(call)] } else { matching }
    };
    (!calls.is_empty()).then(|| calls.iter().flat_map(detailed).collect())
}

fn field(text: &str) -> Result<(String, String), Failure> {
    match text.split_once('=') {
        Some((name, template)) => Ok((name.trim().to_owned(), template.trim().to_owned())),
        None => Err(Failure::new(format!("--field {text} has no template"))
            .with_help("write NAME=TEMPLATE, such as --field 'source_location={file}:{line}'")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_target_keeps_its_details() {
        let found = targets(&["env.LOGS.writeBatch".into(), "audit.log".into()], None);
        let found = found.expect("calls are given");
        assert!(found[0].batch);
        assert_eq!(found[1], TargetOptions::named("audit.log"));
        assert_eq!(targets(&[], None), None);
    }

    #[test]
    fn a_field_needs_a_template() {
        assert_eq!(field("a={line}=").ok(), Some(("a".into(), "{line}=".into())));
        assert!(field("a").is_err());
    }
}
