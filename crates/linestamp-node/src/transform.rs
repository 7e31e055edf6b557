//! One text by itself: no file is looked at.

use linestamp_transform::{Action, MapRequest, Settings, Source, Transformed};
use napi_derive::napi;
use serde::Deserialize;

use crate::failure::Result;
use crate::options::{self, Target};
use crate::result::Transformation;
use crate::text;

/// How a text is transformed.
#[napi(object, object_to_js = false)]
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransformOptions {
    /// The name that stamps give the file, relative to the project's root, such as
    /// `src/executor.ts`. Its extension decides how the text is parsed.
    pub path: String,
    /// The source map that the text came with, as JSON. A map in the text itself, as a data URL in
    /// its `sourceMappingURL` comment, is found without this.
    pub map: Option<String>,
    /// The field of a record that carries the stamp, and the template of its value.
    pub fields: Option<std::collections::HashMap<String, String>>,
    /// The calls to look for.
    pub target: Option<Vec<Target>>,
    /// Whether to rewrite the literal stamps in the source that are no longer true.
    pub refresh: Option<bool>,
}

/// What makes stamps: the engine, or what stands for it where it broke off before.
pub(crate) type Engine = fn(&Source<'_>, &Settings, Action, MapRequest<'_>) -> Transformed;

/// Checked options.
pub(crate) struct Work {
    path: String,
    map: Option<String>,
    settings: Settings,
    refresh: bool,
}

impl Work {
    pub(crate) fn new(given: serde_json::Value) -> Result<Work> {
        let given: TransformOptions = options::read(Some(given))?;
        let drive = given.path.as_bytes().get(1) == Some(&b':');
        if given.path.is_empty() || given.path.starts_with(['/', '\\']) || drive {
            return Err(options::invalid(
                "path: name the file relative to the project's root, such as \"src/run.ts\"",
            ));
        }
        let TransformOptions { path, map, fields, target, refresh } = given;
        let stamps = options::stamps(fields.as_ref(), target.as_deref())?;
        let settings = Settings::new(&stamps)
            .map_err(|error| options::invalid(&format!("{error}; {}", error.help())))?;
        Ok(Work { path, map, settings, refresh: refresh.unwrap_or_default() })
    }

    pub(crate) fn run(&self, engine: Engine, bytes: &[u8]) -> Result<Transformation> {
        let text = text::utf8(bytes, &self.path)?;
        let source = Source { path: &self.path, text, map: self.map.as_deref() };
        let action = Action::Inject { refresh: self.refresh };
        let done = engine(&source, &self.settings, action, MapRequest::Detached);
        Ok(Transformation::new(self.path.clone(), text, done))
    }
}
