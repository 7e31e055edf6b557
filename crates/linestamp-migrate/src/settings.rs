//! The options of a migration, checked and compiled.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use linestamp_schema::Level;
use linestamp_transform::MigrateOptions;

use crate::rules::{LOCAL, RULES, Rule};

/// A module that is called as a logger of one's own is, and logs requests by itself.
const HONO: &str = "hono/logger";

/// Modules with a logger of one's own, unless others are named.
const USUAL: [&str; 3] = [
    "**/{logger,log,logging}",
    "**/{logger,log,logging}.{js,ts,mjs,mts}",
    "**/{logger,log,logging}/index{,.js,.ts}",
];

/// What a migration runs on.
#[derive(Debug, Clone)]
pub struct Settings {
    loggers: Vec<bool>,
    from: GlobSet,
    levels: BTreeMap<String, Level>,
    columns: BTreeMap<String, String>,
    pub(crate) template_values: bool,
    pub(crate) add_import: bool,
    assume: Option<usize>,
}

/// An option that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    message: String,
    help: String,
}

impl SettingsError {
    fn new(message: impl Into<String>, help: impl Into<String>) -> SettingsError {
        SettingsError { message: message.into(), help: help.into() }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        &self.help
    }
}

impl std::fmt::Display for SettingsError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Checks the options.
    ///
    /// # Errors
    ///
    /// The first option that cannot be used, by its key in `linestamp.toml`, and what to do.
    pub fn new(options: &MigrateOptions) -> Result<Settings, SettingsError> {
        Ok(Settings {
            loggers: loggers(options.loggers.as_deref())?,
            from: globs(options.from.as_deref())?,
            levels: levels(options.levels.as_ref())?,
            columns: columns(options.columns.as_ref())?,
            template_values: options.template_values.unwrap_or(false),
            add_import: options.add_import.unwrap_or(false),
            assume: options.assume.as_deref().map(assumed).transpose()?,
        })
    }

    /// The names of the loggers that there are rules for.
    pub fn known_loggers() -> impl Iterator<Item = &'static str> {
        RULES.iter().map(|rule| rule.name)
    }

    /// The rule for a module, by its specifier.
    pub(crate) fn rule_for(&self, specifier: &str) -> Option<usize> {
        let named = RULES.iter().position(|rule| rule.modules.contains(&specifier));
        let local = || RULES.iter().position(|rule| rule.name == LOCAL);
        let index = match named {
            None if self.is_own(specifier) => local()?,
            found => found?,
        };
        self.is_on(index).then_some(index)
    }

    /// Whether the logger of a rule is to be rewritten.
    pub(crate) fn is_on(&self, rule: usize) -> bool {
        self.loggers[rule]
    }

    /// Whether a specifier is that of a module of one's own that exports a logger.
    #[must_use]
    pub fn is_own(&self, specifier: &str) -> bool {
        self.from.is_match(specifier) && specifier != HONO
    }

    /// The rule of the logger that is assumed where nothing shows which one it is.
    pub(crate) fn assumed(&self) -> Option<usize> {
        self.assume
    }

    /// The level of a method.
    pub(crate) fn level(&self, rule: &Rule, method: &str) -> Option<Level> {
        if let Some(level) = self.levels.get(method) {
            return Some(*level);
        }
        if rule.name == "console" && method == "trace" {
            return None;
        }
        let other = rule.levels.iter().find(|(name, _)| *name == method);
        // Methods are not levels in any case: `logger.Error` is something else.
        let is_lower = method.chars().all(|c| c.is_ascii_lowercase());
        is_lower.then(|| Level::of(other.map_or(method, |(_, level)| level))).flatten()
    }

    /// The column that a field is.
    pub(crate) fn column(&self, field: &str) -> Option<&str> {
        self.columns.get(field).map(String::as_str)
    }
}

impl Default for Settings {
    /// All loggers, and nothing beside.
    fn default() -> Settings {
        let usual = Settings::new(&MigrateOptions::default());
        // The usual globs are valid, which a test sees to.
        usual.unwrap_or_else(|_| Settings {
            loggers: vec![true; RULES.len()],
            from: GlobSet::empty(),
            levels: BTreeMap::new(),
            columns: BTreeMap::new(),
            template_values: false,
            add_import: false,
            assume: None,
        })
    }
}

fn loggers(names: Option<&[String]>) -> Result<Vec<bool>, SettingsError> {
    let Some(names) = names else { return Ok(vec![true; RULES.len()]) };
    if names.is_empty() {
        let message = "migrate.loggers: the list is empty, so nothing could be rewritten";
        return Err(SettingsError::new(message, format!("known are {}", known())));
    }
    if let Some(name) = names.iter().find(|name| RULES.iter().all(|rule| rule.name != **name)) {
        let message = format!("migrate.loggers: there is no rule for \"{name}\"");
        let help = format!("known are {}; `from` names a module of your own", known());
        return Err(SettingsError::new(message, help));
    }
    Ok(RULES.iter().map(|rule| names.iter().any(|name| name == rule.name)).collect())
}

fn known() -> String {
    Settings::known_loggers().collect::<Vec<_>>().join(", ")
}

fn assumed(name: &str) -> Result<usize, SettingsError> {
    RULES.iter().position(|rule| rule.name == name).ok_or_else(|| {
        let message = format!("migrate.assume: there is no rule for \"{name}\"");
        SettingsError::new(message, format!("known are {}", known()))
    })
}

fn globs(from: Option<&[String]>) -> Result<GlobSet, SettingsError> {
    let refuse = |error: globset::Error| {
        let help = "`*` stands for a part of a name, `**/` for any folders";
        SettingsError::new(format!("migrate.from: {error}"), help)
    };
    let usual = || USUAL.iter().map(|glob| (*glob).to_owned()).collect();
    let globs: Vec<String> = from.map_or_else(usual, <[String]>::to_vec);
    let mut set = GlobSetBuilder::new();
    for glob in &globs {
        let glob = GlobBuilder::new(glob).literal_separator(true).empty_alternates(true).build();
        set.add(glob.map_err(refuse)?);
    }
    set.build().map_err(refuse)
}

fn levels(
    given: Option<&BTreeMap<String, String>>,
) -> Result<BTreeMap<String, Level>, SettingsError> {
    let level = |(method, word): (&String, &String)| match Level::of(word) {
        Some(level) => Ok((method.clone(), level)),
        None => {
            let words = Level::ALL.map(Level::as_str).join(", ");
            let message = format!("migrate.levels.{method}: there is no level \"{word}\"");
            Err(SettingsError::new(message, format!("the levels are {words}")))
        }
    };
    given.into_iter().flatten().map(level).collect()
}

/// The columns that a call may fill in: those of text that are not filled in otherwise.
const FILLED_BY_CALLS: [&str; 8] = [
    "event_type",
    "trace_id",
    "request_id",
    "workspace_id",
    "project_id",
    "user_id",
    "version",
    "instance_id",
];

fn columns(
    given: Option<&BTreeMap<String, String>>,
) -> Result<BTreeMap<String, String>, SettingsError> {
    let usual =
        ["event_type", "eventType"].map(|field| (field.to_owned(), "event_type".to_owned()));
    let mut columns = BTreeMap::from(usual);
    for (field, column) in given.into_iter().flatten() {
        if !FILLED_BY_CALLS.contains(&column.as_str()) {
            let message = format!("migrate.columns.{field}: calls do not fill in \"{column}\"");
            let help = format!("they fill in {}", FILLED_BY_CALLS.join(", "));
            return Err(SettingsError::new(message, help));
        }
        columns.insert(field.clone(), column.clone());
    }
    Ok(columns)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn modules_of_ones_own_are_known_by_their_usual_names() {
        let settings = Settings::new(&MigrateOptions::default()).unwrap();
        let local = RULES.len() - 1;
        for specifier in
            ["./logger", "../lib/log.js", "@acme/logger", "packages/logger/index", "@/logging"]
        {
            assert_eq!(settings.rule_for(specifier), Some(local), "{specifier}");
        }
        for specifier in ["./login", "catalog", "./loggers", "loglevel"] {
            assert_eq!(settings.rule_for(specifier), None, "{specifier}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_refused_with_a_remedy() {
        let name = |name: &str| Some(vec![name.to_owned()]);
        let entry = |key: &str, value: &str| Some([(key.to_owned(), value.to_owned())].into());
        for (options, told) in [
            (MigrateOptions { loggers: name("log4js"), ..MigrateOptions::default() }, "log4js"),
            (
                MigrateOptions { assume: Some("log4js".to_owned()), ..MigrateOptions::default() },
                "migrate.assume",
            ),
            (MigrateOptions { loggers: Some(Vec::new()), ..MigrateOptions::default() }, "empty"),
            (MigrateOptions { from: name("{a"), ..MigrateOptions::default() }, "migrate.from"),
            (
                MigrateOptions { levels: entry("audit", "loud"), ..MigrateOptions::default() },
                "loud",
            ),
            (
                MigrateOptions { columns: entry("id", "level"), ..MigrateOptions::default() },
                "level",
            ),
        ] {
            let error = Settings::new(&options).unwrap_err();
            assert!(error.to_string().contains(told), "{error}");
            assert!(!error.help().is_empty());
        }
    }
}
