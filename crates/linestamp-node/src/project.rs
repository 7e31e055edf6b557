//! A project that answers for many files, as a bundler's plugin asks it.

use std::path::{Path, PathBuf};

use linestamp_project::{Request, is_admitted_package, names, plain, sidecar};
use linestamp_transform::{Action, MapRequest, Options, Source, Transformed};

use crate::failure::{Code, Failure, Result};
use crate::filter;
use crate::options::{self, ProjectOptions};
use crate::result::{Transformation, TreePlan};
use crate::text;
use crate::transform::Engine;

/// A project: its `linestamp.toml`, with options laid over it.
pub(crate) struct Project {
    inner: linestamp_project::Project,
    refresh: bool,
    packages: Vec<String>,
}

impl Project {
    pub(crate) fn new(options: Option<serde_json::Value>) -> Result<Project> {
        let given: ProjectOptions = options::read(options)?;
        let laid = given.engine()?;
        let folder = Path::new(given.cwd.as_deref().unwrap_or("."));
        let current = std::path::absolute(folder)
            .map_err(|error| options::invalid(&format!("cwd: {error}")))?;
        let request = Request {
            start: &current,
            current: &current,
            config: given.config.as_deref().map(Path::new),
            root: given.root.as_deref().map(Path::new),
        };
        let inner = linestamp_project::Project::load(&request, |below| Ok(laid.over(below)))
            .map_err(|failure| configuration(&failure))?;
        Ok(Project {
            inner,
            refresh: given.refresh.unwrap_or_default(),
            packages: given.packages.unwrap_or_default(),
        })
    }

    pub(crate) fn files(&self) -> Vec<String> {
        self.inner.config_files.iter().map(|file| file.to_string_lossy().into_owned()).collect()
    }

    pub(crate) fn options(&self) -> Result<serde_json::Value> {
        let Options { fields, target, include, exclude, ext, .. } = self.inner.options.clone();
        let root = Some(self.root());
        let options = Options { fields, target, include, exclude, ext, root, ..Options::default() };
        let mut options = serde_json::to_value(options)
            .map_err(|error| Failure::new(Code::GenericFailure, error.to_string()))?;
        options["packages"] = self.packages.clone().into();
        options["refresh"] = self.refresh.into();
        Ok(options)
    }

    pub(crate) fn root(&self) -> String {
        self.inner.root.to_string_lossy().into_owned()
    }

    pub(crate) fn extensions(&self) -> &[String] {
        self.inner.selection.extensions()
    }

    pub(crate) fn code_filter(&self) -> String {
        filter::code(&self.inner.settings)
    }

    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.inner.settings.may_hold_sites(bytes)
    }

    /// What only a survey asks, which wasm has not.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn is_source(&self, path: &Path) -> bool {
        self.inner.selection.is_source(path)
    }

    pub(crate) fn transform(
        &self,
        engine: Engine,
        bytes: &[u8],
        id: &str,
        map: Option<&str>,
    ) -> Result<Option<Transformation>> {
        if !self.holds(bytes) {
            return Ok(None);
        }
        let Some((name, real)) = self.module(id) else { return Ok(None) };
        self.stamp(engine, name, &real, bytes, map)
    }

    pub(crate) fn transform_file(
        &self,
        engine: Engine,
        file: &str,
    ) -> Result<Option<Transformation>> {
        let bytes = std::fs::read(file).map_err(|error| {
            Failure::new(Code::GenericFailure, format!("{file}: cannot be read: {}", plain(&error)))
        })?;
        self.transform(engine, &bytes, file, None)
    }

    pub(crate) fn plan(&self, engine: Engine, bytes: &[u8], id: &str) -> Result<Option<TreePlan>> {
        if !self.holds(bytes) {
            return Ok(None);
        }
        let Some((name, real)) = self.module(id) else { return Ok(None) };
        let text = text::utf8(bytes, &name)?;
        let Transformed { plan, .. } = self.inject(engine, &name, &real, text, MapRequest::None);
        let nothing = plan.tree_edits.is_empty() && plan.diagnostics.is_empty();
        let field = self.inner.settings.field();
        Ok((!nothing).then(|| TreePlan::new(name, text, field, plan)))
    }

    fn stamp(
        &self,
        engine: Engine,
        name: String,
        real: &Path,
        bytes: &[u8],
        map: Option<&str>,
    ) -> Result<Option<Transformation>> {
        let text = text::utf8(bytes, &name)?;
        let done = match map {
            Some(map) => {
                let source = Source { path: &name, text, map: Some(map) };
                engine(&source, &self.inner.settings, self.action(), MapRequest::Alone)
            }
            None => self.inject(engine, &name, real, text, MapRequest::Detached),
        };
        let nothing = done.plan.sites.is_empty() && done.plan.diagnostics.is_empty();
        Ok((!nothing).then(|| Transformation::new(name, text, done)))
    }

    fn inject(
        &self,
        engine: Engine,
        name: &str,
        real: &Path,
        text: &str,
        request: MapRequest<'_>,
    ) -> Transformed {
        let map = real.parent().and_then(|bounds| sidecar::find(real, bounds, text));
        let source = Source { path: name, text, map: map.as_ref().map(|map| map.text.as_str()) };
        engine(&source, &self.inner.settings, self.action(), request)
    }

    fn action(&self) -> Action {
        Action::Inject { refresh: self.refresh }
    }

    /// The name and the real path of a module; `None` where it is left alone.
    fn module(&self, id: &str) -> Option<(String, PathBuf)> {
        let plain = id.trim_start_matches('\0');
        let path = plain.split_once(['?', '#']).map_or(plain, |(path, _)| path);
        // A file may have such a character in its name.
        let path = if path != plain && Path::new(plain).is_file() { plain } else { path };
        if !Path::new(path).is_absolute() {
            return Some((virtual_name(path), PathBuf::new()));
        }
        let real = names::real(Path::new(path)).ok()?;
        let name = self.inner.names.in_stamps(&real);
        let selection = &self.inner.selection;
        let handled = selection.is_source(&real)
            && selection.admits(&name)
            && is_admitted_package(&real, &self.packages);
        handled.then_some((name, real))
    }
}

/// The name of a module that is no file: as it is, but one that can be parsed and is no path of a
/// machine.
fn virtual_name(id: &str) -> String {
    id.trim_start_matches("./").to_owned()
}

fn configuration(failure: &linestamp_project::Failure) -> Failure {
    let mut message = String::from("linestamp: ");
    if let Some(path) = &failure.path {
        message.push_str(path);
        if let Some(place) = &failure.place {
            message.push_str(&format!(":{}:{}", place.start.line, place.start.column));
        }
        message.push_str(": ");
    }
    message.push_str(&failure.title);
    if let Some(help) = &failure.help {
        message.push_str(&format!("; {help}"));
    }
    Failure::new(Code::InvalidArg, message)
}
