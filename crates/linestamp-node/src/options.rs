//! What a caller may say: the keys of `linestamp.toml`, and where the project is.

use std::collections::{BTreeMap, HashMap};

use linestamp_transform::{Dynamic, Options, TargetOptions};
use napi_derive::napi;
use serde::Deserialize;

use crate::failure::{Code, Failure, Result};

/// One call to look for.
#[napi(object, object_to_js = false)]
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The callee, as names joined by dots, such as `env.LOGS.write`. It matches the end of a
    /// member chain: `this.env.LOGS.write` is such a call, `environment.LOGS.write` is not.
    pub call: String,
    /// Whether the argument is an array of records.
    pub batch: Option<bool>,
    /// Globs on import specifiers as written, such as `@acme/logger`. The first
    /// name of `call` then has to be imported from a module that matches one of them.
    pub from: Option<Vec<String>>,
    /// Whether the first name of `call` is a global, such as `console`; a local of that name is
    /// then something else.
    pub global: Option<bool>,
    /// Which argument is the record, from 0.
    pub argument: Option<u32>,
    /// What happens to a record that is not a literal: `wrap` spreads it into a new literal behind
    /// the stamp, `skip` leaves it alone. Left out, it is `wrap`, and `skip` for targets with
    /// `from` or `global`.
    #[napi(ts_type = "'wrap' | 'skip'")]
    pub dynamic: Option<String>,
}

/// A project: where it is, and what to do differently from what its `linestamp.toml` says. What is
/// given here wins over the file, key by key.
#[napi(object, object_to_js = false)]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectOptions {
    /// The field of a record that carries the stamp, and the template of its value. One field; the
    /// template knows `{file}`, `{path}`, `{line}` and `{column}`.
    /// Left out, it is `{ source_location: '{file}:{line}' }`.
    pub fields: Option<HashMap<String, String>>,
    /// The calls to look for. Left out, they are `env.LOGS.write` and, as a batch,
    /// `env.LOGS.writeBatch`.
    pub target: Option<Vec<Target>>,
    /// Whether to rewrite the literal stamps in the source that are no longer true.
    pub refresh: Option<bool>,
    /// Globs, relative to the root: only files that match one of them are handled.
    pub include: Option<Vec<String>>,
    /// Globs, relative to the root: files that match one of them are left alone.
    pub exclude: Option<Vec<String>>,
    /// The file name extensions that count as source, without the dot.
    /// Left out, they are `ts`, `tsx`, `mts`, `cts`, `js`, `jsx`, `mjs` and `cjs`.
    pub ext: Option<Vec<String>>,
    /// Packages in `node_modules` whose files are stamped too. The others are left alone; linked
    /// workspace packages do not count as such.
    pub packages: Option<Vec<String>>,
    /// The configuration file. Left out, it is the first `linestamp.toml` or `linestamp.json` on
    /// the way up from `cwd`.
    pub config: Option<String>,
    /// The folder that paths in stamps are relative to. Left out, it is the configuration's, else
    /// the top of the repository, else `cwd`.
    pub root: Option<String>,
    /// The folder that the search for the configuration begins in, and that the paths given here
    /// are relative to. Left out, it is the process's current folder.
    pub cwd: Option<String>,
}

/// The engine's options for what to look for and what to write.
pub(crate) fn stamps(
    fields: Option<&HashMap<String, String>>,
    target: Option<&[Target]>,
) -> Result<Options> {
    let fields = fields.map(|fields| fields.clone().into_iter().collect::<BTreeMap<_, _>>());
    Ok(Options { fields, target: targets(target)?, ..Options::default() })
}

impl ProjectOptions {
    /// What is laid over the configuration.
    pub(crate) fn engine(&self) -> Result<Options> {
        Ok(Options {
            include: self.include.clone(),
            exclude: self.exclude.clone(),
            ext: self.ext.clone(),
            ..stamps(self.fields.as_ref(), self.target.as_deref())?
        })
    }
}

/// Options as plain data, with a message that names what is wrong in them.
pub(crate) fn read<T: serde::de::DeserializeOwned + Default>(
    given: Option<serde_json::Value>,
) -> Result<T> {
    match given {
        None | Some(serde_json::Value::Null) => Ok(T::default()),
        Some(given) => serde_json::from_value(given).map_err(|error| invalid(&error.to_string())),
    }
}

/// An error about the options.
pub(crate) fn invalid(message: &str) -> Failure {
    Failure::new(Code::InvalidArg, format!("linestamp: options: {message}"))
}

fn targets(given: Option<&[Target]>) -> Result<Option<Vec<TargetOptions>>> {
    given.map(|targets| targets.iter().map(target).collect()).transpose()
}

fn target(given: &Target) -> Result<TargetOptions> {
    let dynamic = match given.dynamic.as_deref() {
        None => None,
        Some("wrap") => Some(Dynamic::Wrap),
        Some("skip") => Some(Dynamic::Skip),
        Some(other) => {
            return Err(invalid(&format!("dynamic: \"{other}\" is neither \"wrap\" nor \"skip\"")));
        }
    };
    Ok(TargetOptions {
        call: given.call.clone(),
        batch: given.batch.unwrap_or_default(),
        from: given.from.clone(),
        global: given.global.unwrap_or_default(),
        argument: given.argument.unwrap_or_default() as usize,
        dynamic,
    })
}
