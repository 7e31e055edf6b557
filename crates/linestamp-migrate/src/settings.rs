//! The options of a migration, checked and compiled.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use linestamp_schema::Level;
use linestamp_transform::MigrateOptions;

use crate::destination::COLUMNS;
use crate::rules::{Rule, RuleId, Rules};

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
    rules: Rules,
    /// The rules whose loggers are to be rewritten; none for all.
    on: Option<Vec<RuleId>>,
    levels: BTreeMap<String, Level>,
    columns: BTreeMap<String, String>,
    pub(crate) template_values: bool,
    pub(crate) add_import: bool,
    assume: Option<RuleId>,
}

/// An option that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsError {
    message: String,
    help: String,
}

impl SettingsError {
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> SettingsError {
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
        let usual = || USUAL.iter().map(|glob| (*glob).to_owned()).collect();
        let from: Vec<String> = options.from.clone().unwrap_or_else(usual);
        let own = globs("migrate.from", &from)?;
        let rules = Rules::new(options.logger.as_deref().unwrap_or_default(), own)?;
        Ok(Settings {
            on: options.loggers.as_deref().map(|names| loggers(&rules, names)).transpose()?,
            assume: match options.assume.as_deref() {
                Some(name) => Some(named(&rules, "assume", name)?),
                None => None,
            },
            rules,
            levels: match &options.levels {
                Some(given) => levels("migrate.levels", given)?,
                None => BTreeMap::new(),
            },
            columns: columns(options.columns.as_ref())?,
            template_values: options.template_values.unwrap_or(false),
            add_import: options.add_import.unwrap_or(false),
        })
    }

    pub(crate) fn rule(&self, id: RuleId) -> &Rule {
        self.rules.get(id)
    }

    /// The rule for a module, by its specifier.
    pub(crate) fn rule_for(&self, specifier: &str) -> Option<RuleId> {
        let found = self.rules.of_module(specifier).filter(|id| self.is_on(*id))?;
        (found != self.rules.local() || specifier != HONO).then_some(found)
    }

    /// The rule for a name that is not declared anywhere.
    pub(crate) fn rule_for_global(&self, name: &str) -> Option<RuleId> {
        self.rules.of_global(name).filter(|id| self.is_on(*id))
    }

    /// Whether the logger of a rule is to be rewritten.
    fn is_on(&self, rule: RuleId) -> bool {
        self.on.as_ref().is_none_or(|on| on.contains(&rule))
    }

    /// Whether a specifier is that of a module of one's own that exports a logger.
    #[must_use]
    pub fn is_own(&self, specifier: &str) -> bool {
        self.rule(self.local()).from.is_match(specifier) && specifier != HONO
    }

    /// The rule of the logger that is assumed where nothing shows which one it is.
    pub(crate) fn assumed(&self) -> Option<RuleId> {
        self.assume
    }

    /// The rule for a logger of one's own.
    pub(crate) fn local(&self) -> RuleId {
        self.rules.local()
    }

    /// The level of a method.
    pub(crate) fn level(&self, rule: RuleId, method: &str) -> Option<Level> {
        self.levels.get(method).copied().or_else(|| self.rule(rule).level(method))
    }

    /// The column that a field is.
    pub(crate) fn column(&self, field: &str) -> Option<&str> {
        self.columns.get(field).map(String::as_str)
    }
}

fn loggers(rules: &Rules, names: &[String]) -> Result<Vec<RuleId>, SettingsError> {
    if names.is_empty() {
        let message = "migrate.loggers: the list is empty, so nothing could be rewritten";
        return Err(SettingsError::new(message, format!("known are {}", known(rules))));
    }
    names.iter().map(|name| named(rules, "loggers", name)).collect()
}

fn known(rules: &Rules) -> String {
    rules.all().map(|(_, rule)| &*rule.name).collect::<Vec<_>>().join(", ")
}

fn named(rules: &Rules, key: &str, name: &str) -> Result<RuleId, SettingsError> {
    rules.named(name).ok_or_else(|| {
        let message = format!("migrate.{key}: there is no rule for \"{name}\"");
        let help =
            format!("known are {}; `[[migrate.logger]]` is a rule of your own", known(rules));
        SettingsError::new(message, help)
    })
}

/// Globs on import specifiers.
pub(crate) fn globs(key: &str, from: &[String]) -> Result<GlobSet, SettingsError> {
    let refuse = |error: globset::Error| {
        let help = "`*` stands for a part of a name, `**/` for any folders";
        SettingsError::new(format!("{key}: {error}"), help)
    };
    let mut set = GlobSetBuilder::new();
    for glob in from {
        let glob = GlobBuilder::new(glob).literal_separator(true).empty_alternates(true).build();
        set.add(glob.map_err(refuse)?);
    }
    set.build().map_err(refuse)
}

/// Levels by the names of methods.
pub(crate) fn levels(
    key: &str,
    given: &BTreeMap<String, String>,
) -> Result<BTreeMap<String, Level>, SettingsError> {
    let level = |(method, word): (&String, &String)| match Level::of(word) {
        Some(level) => Ok((method.clone(), level)),
        None => {
            let words = Level::ALL.map(Level::as_str).join(", ");
            let message = format!("{key}.{method}: there is no level \"{word}\"");
            Err(SettingsError::new(message, format!("the levels are {words}")))
        }
    };
    given.iter().map(level).collect()
}

fn columns(
    given: Option<&BTreeMap<String, String>>,
) -> Result<BTreeMap<String, String>, SettingsError> {
    let usual =
        ["event_type", "eventType"].map(|field| (field.to_owned(), "event_type".to_owned()));
    let mut columns = BTreeMap::from(usual);
    for (field, column) in given.into_iter().flatten() {
        if !COLUMNS.contains(&column.as_str()) {
            let message = format!("migrate.columns.{field}: calls do not fill in \"{column}\"");
            let help = format!("they fill in {}", COLUMNS.join(", "));
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
        let local = settings.local();
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
        for (options, told) in [
            ("loggers = ['log4js']", "loggers: there is no rule for \"log4js\""),
            ("assume = 'log4js'", "migrate.assume: there is no rule for \"log4js\""),
            ("loggers = []", "empty"),
            ("from = ['{a']", "migrate.from"),
            ("levels = { audit = 'loud' }", "loud"),
            ("columns = { id = 'level' }", "calls do not fill in \"level\""),
            ("logger = [{ name = '' }]", "a name is empty"),
            ("logger = [{ name = 'a' }]", "neither a module nor a global"),
            ("logger = [{ name = 'pino', from = ['a'] }]", "two rules for \"pino\""),
            ("logger = [{ name = 'a', from = ['{a'] }]", "migrate.logger \"a\": from"),
            ("logger = [{ name = 'a', from = ['a'], like = 'b' }]", "like: there is no rule"),
            ("logger = [{ name = 'a', from = ['a'], exports = { '*' = 'module' } }]", "\"*\""),
            ("logger = [{ name = 'a', from = ['a'], exports = { b = 'both' } }]", "\"b\""),
            ("logger = [{ name = 'a', from = ['a'], levels = { b = 'loud' } }]", "levels.b"),
            ("logger = [{ name = 'a', from = ['a'], children = { b = 'message' } }]", "children.b"),
            ("logger = [{ name = 'a', from = ['a'], arguments = [['fields']] }]", "\"fields\""),
            ("logger = [{ name = 'a', from = ['a'], arguments = [['metadata']] }]", "no message"),
            (
                "logger = [{ name = 'a', from = ['a'], arguments = [['message', 'message']] }]",
                "`message` twice",
            ),
            (
                "logger = [{ name = 'a', from = ['a'], arguments = [['message'], ['error']] }]",
                "two lists have 1",
            ),
        ] {
            let error = Settings::new(&toml::from_str(options).unwrap()).unwrap_err();
            assert!(error.to_string().contains(told), "{options}: {error}");
            assert!(!error.help().is_empty(), "{options}");
        }
    }
}
