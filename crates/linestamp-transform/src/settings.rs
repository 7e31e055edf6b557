//! The validated form of [`Options`], which the engine runs on.

use crate::options::{Dynamic, Options, TargetOptions};
use crate::prefilter::Prefilter;
use crate::target::{Target, Targets};
use crate::template::Template;

/// The field that carries the stamp unless the options name another one.
pub const DEFAULT_FIELD: &str = "source_location";

/// The template of the stamp unless the options give another one.
pub const DEFAULT_TEMPLATE: &str = "{file}:{line}";

/// What is wrong with the options, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    key: String,
    message: String,
    help: String,
}

impl SettingsError {
    pub(crate) fn new(
        key: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> SettingsError {
        SettingsError { key: key.into(), message: message.into(), help: help.into() }
    }

    /// The key of the configuration that is wrong, such as `target[1].call`.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What to write instead.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

impl std::error::Error for SettingsError {}

/// What to look for and what to write, checked and compiled. Cheap to share between threads.
///
/// ```
/// use linestamp_transform::{Options, Settings, TargetOptions};
///
/// let options = Options {
///     target: Some(vec![TargetOptions::named("audit.log")]),
///     ..Options::default()
/// };
/// let settings = Settings::new(&options)?;
/// assert!(settings.may_hold_sites(b"audit.log({})"));
/// assert!(!settings.may_hold_sites(b"audit.read({})"));
/// # Ok::<(), linestamp_transform::SettingsError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Settings {
    pub(crate) field: String,
    pub(crate) template: Template,
    pub(crate) targets: Targets,
    prefilter: Prefilter,
}

impl Settings {
    /// Checks the options and compiles them.
    ///
    /// # Errors
    ///
    /// A key whose value makes no sense, with what to write instead.
    pub fn new(options: &Options) -> Result<Settings, SettingsError> {
        let (field, template) = match &options.fields {
            None => (DEFAULT_FIELD.to_owned(), Template::parse(DEFAULT_FIELD, DEFAULT_TEMPLATE)?),
            Some(fields) => {
                let mut fields_left = fields.iter();
                match (fields_left.next(), fields_left.next()) {
                    (Some((name, template)), None) => {
                        (name.clone(), Template::parse(name, template)?)
                    }
                    _ => {
                        return Err(SettingsError::new(
                            "fields",
                            format!("{} fields are given, one is supported", fields.len()),
                            format!("keep one, such as {DEFAULT_FIELD} = \"{DEFAULT_TEMPLATE}\""),
                        ));
                    }
                }
            }
        };
        if field.is_empty() || field == "__proto__" {
            return Err(SettingsError::new(
                "fields",
                format!("\"{field}\" cannot be a record's field"),
                format!("name the record's column, such as {DEFAULT_FIELD}"),
            ));
        }
        let default_targets = default_targets();
        let targets = options.target.as_deref().unwrap_or(&default_targets);
        let targets = Targets::new(targets)?;
        let prefilter = Prefilter::new(&targets);
        Ok(Settings { field, template, targets, prefilter })
    }

    /// Whether a file with these bytes could hold a site. Never wrongly false: where it is false,
    /// the file need not be parsed, and need not even be UTF-8.
    #[must_use]
    pub fn may_hold_sites(&self, bytes: &[u8]) -> bool {
        self.prefilter.may_hold_sites(bytes)
    }

    /// Words one of which each file with a site spells, escapes aside: for hosts that search
    /// files themselves, and ask [`Settings::may_hold_sites`] about those that they find.
    pub fn needles(&self) -> impl Iterator<Item = &str> {
        self.prefilter.needles()
    }

    /// The field that carries the stamp.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The calls that are looked for, as the options write them.
    pub fn calls(&self) -> impl Iterator<Item = &str> {
        self.targets.iter().map(Target::call)
    }
}

impl Default for Settings {
    fn default() -> Self {
        #[expect(
            clippy::unwrap_used,
            reason = "the defaults are valid, as the first test to run shows"
        )]
        Settings::new(&Options::default()).unwrap()
    }
}

/// The targets of a project that configures none.
#[must_use]
pub fn default_targets() -> [TargetOptions; 2] {
    [
        TargetOptions::named("env.LOGS.write"),
        TargetOptions { batch: true, ..TargetOptions::named("env.LOGS.writeBatch") },
    ]
}

/// What happens to dynamic records of a target.
pub(crate) fn dynamic_of(target: &TargetOptions) -> Dynamic {
    target.dynamic.unwrap_or(if target.from.is_some() || target.global {
        Dynamic::Skip
    } else {
        Dynamic::Wrap
    })
}
