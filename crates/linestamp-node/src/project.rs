//! A project that answers for many files, as a bundler's plugin asks it.

use std::path::{Path, PathBuf};

use linestamp_project::{Failure, Request, is_admitted_package, names, sidecar};
use linestamp_transform::{Action, MapRequest, Options, Source, Transformed};
use napi::bindgen_prelude::{Buffer, Either};
use napi::{Error, Result, Status};
use napi_derive::napi;

use crate::filter;
use crate::options::{self, ProjectOptions};
use crate::result::{Transformation, TreePlan};
use crate::survey::{self, Survey};
use crate::text;

/// A project: its `linestamp.toml`, with options laid over it.
#[napi]
pub struct Project {
    inner: linestamp_project::Project,
    refresh: bool,
    packages: Vec<String>,
}

#[napi]
impl Project {
    /// Finds and reads the configuration. Throws where it cannot be used, and says why.
    #[napi(constructor)]
    pub fn new(
        #[napi(ts_arg_type = "ProjectOptions")] options: Option<serde_json::Value>,
    ) -> Result<Project> {
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

    /// The configuration files that were read, the nearest one first: when one of them changes, the
    /// project has to be made anew.
    #[napi(getter)]
    pub fn files(&self) -> Vec<String> {
        self.inner.config_files.iter().map(|file| file.to_string_lossy().into_owned()).collect()
    }

    /// The configuration with the options laid over it, complete with the root, for hosts that run
    /// where no file can be read.
    #[napi(getter, ts_return_type = "ProjectOptions")]
    pub fn options(&self) -> Result<serde_json::Value> {
        let Options { fields, target, include, exclude, ext, .. } = self.inner.options.clone();
        let root = Some(self.root());
        let options = Options { fields, target, include, exclude, ext, root, ..Options::default() };
        let mut options = serde_json::to_value(options)?;
        options["packages"] = self.packages.clone().into();
        options["refresh"] = self.refresh.into();
        Ok(options)
    }

    /// The folder that paths in stamps are relative to.
    #[napi(getter)]
    pub fn root(&self) -> String {
        self.inner.root.to_string_lossy().into_owned()
    }

    /// The file name extensions that count as source, without the dot.
    #[napi(getter)]
    pub fn extensions(&self) -> Vec<String> {
        self.inner.selection.extensions().to_vec()
    }

    /// The source of a regular expression that finds every text which may hold a site, for a
    /// bundler's own content filter. It may find too much, never too little.
    #[napi(getter)]
    pub fn code_filter(&self) -> String {
        filter::code(&self.inner.settings)
    }

    /// Whether a text could hold a site. Never wrongly false.
    #[napi]
    pub fn may_hold_sites(&self, code: Either<String, Buffer>) -> bool {
        self.holds(text::bytes(&code))
    }

    /// Stamps the text of a module, which a bundler knows by `id`: a path with or without a query,
    /// or the name of a virtual module. `map` is the way back to the author's text, as JSON, where
    /// other tools changed it before: stamps then have the author's lines, and the map in the result
    /// is still that of this change alone. `null` where the module is left alone, or has nothing.
    #[napi(ts_return_type = "Transformation | null")]
    pub fn transform(
        &self,
        code: Either<String, Buffer>,
        id: String,
        map: Option<String>,
    ) -> Result<Option<Transformation>> {
        let bytes = text::bytes(&code);
        if !self.holds(bytes) {
            return Ok(None);
        }
        let Some((name, real)) = self.module(&id) else { return Ok(None) };
        self.stamp(name, &real, bytes, map.as_deref())
    }

    /// Reads a file and stamps its text. `null` where the file is left alone, or has nothing.
    #[napi(ts_return_type = "Transformation | null")]
    pub fn transform_file(&self, file: String) -> Result<Option<Transformation>> {
        let bytes = std::fs::read(&file).map_err(|error| {
            Error::new(Status::GenericFailure, format!("{file}: cannot be read: {error}"))
        })?;
        if !self.holds(&bytes) {
            return Ok(None);
        }
        let Some((name, real)) = self.module(&file) else { return Ok(None) };
        self.stamp(name, &real, &bytes, None)
    }

    /// Looks through a folder for the files that may hold a site, on all processors. Leaves out
    /// `node_modules` and `.git`, and follows no links.
    #[napi]
    pub fn survey(&self, folder: String) -> Result<Survey> {
        survey::survey(self, Path::new(&folder)).map_err(|error| {
            Error::new(
                Status::GenericFailure,
                format!("{folder}: cannot be looked through: {error}"),
            )
        })
    }

    pub(crate) fn is_source(&self, path: &Path) -> bool {
        self.inner.selection.is_source(path)
    }

    pub(crate) fn holds(&self, bytes: &[u8]) -> bool {
        self.inner.settings.may_hold_sites(bytes)
    }

    /// Plans the stamps of a text for a tool that edits a tree of its own. `null` where the file is
    /// left alone, or has nothing.
    #[napi(ts_return_type = "TreePlan | null")]
    pub fn plan(&self, code: Either<String, Buffer>, id: String) -> Result<Option<TreePlan>> {
        let bytes = text::bytes(&code);
        if !self.holds(bytes) {
            return Ok(None);
        }
        let Some((name, real)) = self.module(&id) else { return Ok(None) };
        let text = text::utf8(bytes, &name)?;
        let Transformed { plan, .. } = self.engine(&name, &real, text, MapRequest::None);
        let nothing = plan.tree_edits.is_empty() && plan.diagnostics.is_empty();
        let field = self.inner.settings.field();
        Ok((!nothing).then(|| TreePlan::new(name, text, field, plan)))
    }

    fn stamp(
        &self,
        name: String,
        real: &Path,
        bytes: &[u8],
        map: Option<&str>,
    ) -> Result<Option<Transformation>> {
        let text = text::utf8(bytes, &name)?;
        let done = match map {
            Some(map) => {
                let source = Source { path: &name, text, map: Some(map) };
                self.inject(&source, MapRequest::Alone)
            }
            None => self.engine(&name, real, text, MapRequest::Detached),
        };
        let nothing = done.plan.sites.is_empty() && done.plan.diagnostics.is_empty();
        Ok((!nothing).then(|| Transformation::new(name, text, done)))
    }

    fn engine(&self, name: &str, real: &Path, text: &str, request: MapRequest<'_>) -> Transformed {
        let map = real.parent().and_then(|bounds| sidecar::find(real, bounds, text));
        let source = Source { path: name, text, map: map.as_ref().map(|map| map.text.as_str()) };
        self.inject(&source, request)
    }

    fn inject(&self, source: &Source<'_>, request: MapRequest<'_>) -> Transformed {
        let action = Action::Inject { refresh: self.refresh };
        linestamp_transform::transform(source, &self.inner.settings, action, request)
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

fn configuration(failure: &Failure) -> Error {
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
    Error::new(Status::InvalidArg, message)
}
