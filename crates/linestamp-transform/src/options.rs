//! The configuration as a user writes it in `linestamp.toml` or `linestamp.json`.
//!
//! Every host reads these same types, whose documentation is also the text of the JSON Schema.
//! [`Settings::new`](crate::Settings::new) turns them into what the engine runs on.

mod migrate;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use migrate::{ExportRole, LevelArgument, LoggerOptions, MigrateOptions, Order};

/// The configuration file. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Options {
    /// Where the schema of this file is, for editors; not read by Linestamp.
    #[serde(rename = "$schema", skip_serializing_if = "Option::is_none")]
    #[serde(default)]
    pub schema: Option<String>,

    /// Another configuration file to start from, relative to this one. Keys of this file replace
    /// those of the other; a `[[target]]` list replaces the other's list as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub extends: Option<String>,

    /// The folder that paths in stamps and reports are relative to, relative to this file.
    /// Left out, it is this file's own folder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,

    /// The field of a record that carries the stamp, and the template of its value. One field;
    /// the template knows `{file}`, `{path}`, `{line}` and `{column}`.
    /// Left out, it is `source_location = "{file}:{line}"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<BTreeMap<String, String>>,

    /// The calls to look for. Left out, they are `env.LOGS.write` and, as a batch,
    /// `env.LOGS.writeBatch`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Vec<TargetOptions>>,

    /// Globs, relative to the root: only files that match one of them are handled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<Vec<String>>,

    /// Globs, relative to the root: files that match one of them are left alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exclude: Option<Vec<String>>,

    /// The file name extensions that count as source, without the dot.
    /// Left out, they are `ts`, `tsx`, `mts`, `cts`, `js`, `jsx`, `mjs` and `cjs`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ext: Option<Vec<String>>,

    /// Whether to write source maps for the files that are changed. Left out, it is `none`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_map: Option<SourceMapOption>,

    /// How `linestamp migrate` rewrites the calls of an old logger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub migrate: Option<MigrateOptions>,
}

impl Options {
    /// These options on top of others: what is given here wins, key by key.
    #[must_use]
    pub fn over(self, base: Options) -> Options {
        Options {
            schema: self.schema.or(base.schema),
            extends: self.extends.or(base.extends),
            root: self.root.or(base.root),
            fields: self.fields.or(base.fields),
            target: self.target.or(base.target),
            include: self.include.or(base.include),
            exclude: self.exclude.or(base.exclude),
            ext: self.ext.or(base.ext),
            source_map: self.source_map.or(base.source_map),
            migrate: self.migrate.or(base.migrate),
        }
    }
}

/// One call to look for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct TargetOptions {
    /// The callee, as names joined by dots, such as `env.LOGS.write`. It matches the end of a
    /// member chain: `this.env.LOGS.write` is such a call, `environment.LOGS.write` is not.
    pub call: String,

    /// Whether the argument is an array of records.
    #[serde(default, skip_serializing_if = "is_default")]
    pub batch: bool,

    /// Globs on import specifiers as written, such as `@acme/logger` or `**/logger`. The first
    /// name of `call` then has to be imported from a module that matches one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Vec<String>>,

    /// Whether the first name of `call` is a global, such as `console`; a local of that name is
    /// then something else.
    #[serde(default, skip_serializing_if = "is_default")]
    pub global: bool,

    /// Which argument is the record, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub argument: usize,

    /// What happens to a record that is not a literal. Left out, it is `wrap`, and `skip` for
    /// targets with `from` or `global`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic: Option<Dynamic>,
}

impl TargetOptions {
    /// A target by its call alone, everything else as it is by default.
    #[must_use]
    pub fn named(call: impl Into<String>) -> TargetOptions {
        TargetOptions { call: call.into(), ..TargetOptions::default() }
    }
}

/// What happens to a record that is a dynamic value: a name, a member, a call, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Dynamic {
    /// It is spread into a new literal behind the stamp.
    Wrap,
    /// It is left alone.
    Skip,
}

/// Which source maps to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum SourceMapOption {
    /// None, except that a map which the file has already is kept true.
    None,
    /// As a comment at the end of the file.
    Inline,
    /// As a file beside the file, `executor.ts.map` beside `executor.ts`.
    External,
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
