//! A project that answers for many files, as a bundler's plugin asks it.

use std::path::Path;

use napi::Result;
use napi::bindgen_prelude::{Buffer, Either};
use napi_derive::napi;

use crate::addon::input;
use crate::addon::survey::{self, Survey};
use crate::failure::{Code, Failure};
use crate::project;
use crate::result::{Transformation, TreePlan};

/// A project: its `linestamp.toml`, with options laid over it.
#[napi]
pub struct Project {
    inner: project::Project,
}

#[napi]
impl Project {
    /// Finds and reads the configuration. Throws where it cannot be used, and says why.
    #[napi(constructor)]
    pub fn new(
        #[napi(ts_arg_type = "ProjectOptions")] options: Option<serde_json::Value>,
    ) -> Result<Project> {
        Ok(Project { inner: project::Project::new(options)? })
    }

    /// The configuration files that were read, the nearest one first: when one of them changes, the
    /// project has to be made anew.
    #[napi(getter)]
    pub fn files(&self) -> Vec<String> {
        self.inner.files()
    }

    /// The configuration with the options laid over it, complete with the root, for hosts that run
    /// where no file can be read.
    #[napi(getter, ts_return_type = "ProjectOptions")]
    pub fn options(&self) -> Result<serde_json::Value> {
        Ok(self.inner.options()?)
    }

    /// The folder that paths in stamps are relative to.
    #[napi(getter)]
    pub fn root(&self) -> String {
        self.inner.root()
    }

    /// The file name extensions that count as source, without the dot.
    #[napi(getter)]
    pub fn extensions(&self) -> Vec<String> {
        self.inner.extensions().to_vec()
    }

    /// The source of a regular expression that finds every text which may hold a site, for a
    /// bundler's own content filter. It may find too much, never too little.
    #[napi(getter)]
    pub fn code_filter(&self) -> String {
        self.inner.code_filter()
    }

    /// Whether a text could hold a site. Never wrongly false.
    #[napi]
    pub fn may_hold_sites(&self, code: Either<String, Buffer>) -> bool {
        self.inner.holds(input::bytes(&code))
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
        let engine = linestamp_transform::transform;
        Ok(self.inner.transform(engine, input::bytes(&code), &id, map.as_deref())?)
    }

    /// Reads a file and stamps its text. `null` where the file is left alone, or has nothing.
    #[napi(ts_return_type = "Transformation | null")]
    pub fn transform_file(&self, file: String) -> Result<Option<Transformation>> {
        Ok(self.inner.transform_file(linestamp_transform::transform, &file)?)
    }

    /// Looks through a folder for the files that may hold a site, on all processors. Leaves out
    /// `node_modules` and `.git`, and follows no links. The wasm has no processors to do that on, and
    /// throws.
    #[napi]
    pub fn survey(&self, folder: String) -> Result<Survey> {
        Ok(survey::survey(&self.inner, Path::new(&folder)).map_err(|error| {
            let message = format!("{folder}: cannot be looked through: {error}");
            Failure::new(Code::GenericFailure, message)
        })?)
    }

    /// Plans the stamps of a text for a tool that edits a tree of its own. `null` where the file is
    /// left alone, or has nothing.
    #[napi(ts_return_type = "TreePlan | null")]
    pub fn plan(&self, code: Either<String, Buffer>, id: String) -> Result<Option<TreePlan>> {
        Ok(self.inner.plan(linestamp_transform::transform, input::bytes(&code), &id)?)
    }
}
