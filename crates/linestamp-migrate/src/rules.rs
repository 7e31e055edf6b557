//! The rules for loggers: which modules they come from, what those export, what their methods take.
//!
//! Input: rules as a configuration has them, those that are shipped in `rules.toml` among them. Output:
//! the same, checked, with what each takes from another filled in.

use std::collections::BTreeMap;

use globset::GlobSet;
use linestamp_schema::Level;
use linestamp_transform::{ExportRole, LevelArgument, LoggerOptions, Order};
use serde::Deserialize;

use crate::configured::{complete, rule};
use crate::destination::Destination;
use crate::settings::SettingsError;
use crate::telling::names_logger;

/// The name of the rule that others start from.
pub(crate) const LOCAL: &str = "local";

/// The name of a module as a whole among its exports.
pub(crate) const WHOLE: &str = "*";

/// What to do about a shipped rule that cannot be read, which a test would have seen.
const REPORT: &str = "report it with the version of this program";

/// A rule, by its place among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuleId(usize);

/// What a module as a whole is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Whole {
    /// It has the level methods.
    pub(crate) is_logger: bool,
    /// It is called, or constructed, and gives a logger.
    pub(crate) is_factory: bool,
}

/// One logger.
#[derive(Debug, Clone)]
pub(crate) struct Rule {
    /// The name in options and reports.
    pub(crate) name: String,
    pub(crate) from: GlobSet,
    pub(crate) globals: Vec<String>,
    pub(crate) exports: BTreeMap<String, ExportRole>,
    /// Whether exports are loggers by their names alone.
    pub(crate) exports_by_name: bool,
    /// Whether each level method is a named export too.
    pub(crate) exports_methods: bool,
    /// What the arguments are, for each number of them; where there are none, their order tells.
    pub(crate) arguments: Vec<Vec<Destination>>,
    pub(crate) order: Order,
    /// Whether `%s` and its kind stand for arguments.
    pub(crate) printf: bool,
    /// Whether the values of a template message are fields too; none where the rule does not say it.
    pub(crate) template_values: Option<bool>,
    pub(crate) level_argument: LevelArgument,
    pub(crate) levels: BTreeMap<String, Level>,
    pub(crate) not_levels: Vec<String>,
    pub(crate) children: BTreeMap<String, Destination>,
    /// Whether a factory's options can change what a record holds.
    pub(crate) has_telling_options: bool,
    /// Whether a level method gives the logger back.
    pub(crate) chains: bool,
}

impl Rule {
    /// What a module of this logger is as a whole.
    pub(crate) fn whole(&self) -> Whole {
        let role = self.exports.get(WHOLE);
        Whole {
            is_logger: matches!(role, Some(ExportRole::Logger | ExportRole::Both)),
            is_factory: matches!(role, Some(ExportRole::Factory | ExportRole::Both)),
        }
    }

    /// Whether a module is the logger itself, without exports beside its methods.
    pub(crate) fn is_bare(&self) -> bool {
        self.whole().is_logger && self.exports.len() == 1 && !self.exports_by_name
    }

    /// What an export is, but for methods with a level.
    pub(crate) fn export(&self, name: &str) -> Option<ExportRole> {
        let known = self.exports.get(name).copied();
        known.or_else(|| match name.starts_with(|c: char| c.is_ascii_uppercase()) {
            _ if !self.exports_by_name || !names_logger(name) => None,
            true => Some(ExportRole::Factory),
            false => Some(ExportRole::Logger),
        })
    }

    /// Whether a type of its modules is one of a logger. One's own have other types too.
    pub(crate) fn types_logger(&self, name: &str) -> bool {
        !self.exports_by_name || names_logger(name)
    }

    /// The level of a method.
    pub(crate) fn level(&self, method: &str) -> Option<Level> {
        if self.not_levels.iter().any(|other| other == method) {
            return None;
        }
        // Methods are not levels in any case: `logger.Error` is something else.
        let is_lower = || method.chars().all(|c| c.is_ascii_lowercase());
        let known = self.levels.get(method).copied();
        known.or_else(|| Level::of(method).filter(|_| is_lower()))
    }

    /// What the argument of a method that gives a logger with more fields is, where it is one.
    pub(crate) fn child(&self, method: &str) -> Option<&Destination> {
        self.children.get(method)
    }

    /// What so many arguments are, where the rule says it.
    pub(crate) fn listed(&self, arguments: usize) -> Option<&[Destination]> {
        let mut lists = self.arguments.iter();
        lists.find(|list| list.len() == arguments).map(Vec::as_slice)
    }

    /// Whether a level can be one of the arguments of any method.
    pub(crate) fn takes_level(&self) -> bool {
        self.arguments.iter().flatten().any(|to| *to == Destination::Level)
    }
}

/// All rules: those of a configuration, then the shipped ones, that of one's own modules last.
#[derive(Debug, Clone)]
pub(crate) struct Rules(Vec<Rule>);

#[derive(Deserialize)]
struct Shipped {
    logger: Vec<LoggerOptions>,
}

impl Rules {
    /// The shipped rules, and those of a configuration before them; `own` are the modules with a logger of
    /// one's own.
    pub(crate) fn new(given: &[LoggerOptions], own: GlobSet) -> Result<Rules, SettingsError> {
        let shipped: Shipped = toml::from_str(include_str!("rules.toml"))
            .map_err(|error| SettingsError::new(format!("rules.toml: {error}"), REPORT))?;
        let shipped = shipped.logger;
        let count = shipped.len();
        let mut known: Vec<LoggerOptions> = Vec::with_capacity(count + given.len());
        for options in shipped.into_iter().chain(given.iter().cloned()) {
            let options = complete(options, &known)?;
            known.push(options);
        }
        // `local`, the first one, is looked at last, and a configuration's before any.
        known[..count].rotate_left(1);
        known.rotate_left(count);
        let mut rules = known.iter().map(rule).collect::<Result<Vec<Rule>, SettingsError>>()?;
        let local = rules.last_mut().ok_or_else(|| SettingsError::new("no rules", REPORT))?;
        local.from = own;
        Ok(Rules(rules))
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (RuleId, &Rule)> {
        self.0.iter().enumerate().map(|(index, rule)| (RuleId(index), rule))
    }

    pub(crate) fn get(&self, id: RuleId) -> &Rule {
        &self.0[id.0]
    }

    pub(crate) fn named(&self, name: &str) -> Option<RuleId> {
        self.find(|rule| rule.name == name)
    }

    /// The rule for a module, by its specifier.
    pub(crate) fn of_module(&self, specifier: &str) -> Option<RuleId> {
        self.find(|rule| rule.from.is_match(specifier))
    }

    /// The rule for a name that is not declared anywhere.
    pub(crate) fn of_global(&self, name: &str) -> Option<RuleId> {
        self.find(|rule| rule.globals.iter().any(|own| own == name))
    }

    fn find(&self, is_one: impl Fn(&Rule) -> bool) -> Option<RuleId> {
        self.0.iter().position(is_one).map(RuleId)
    }

    /// The rule for a logger of one's own.
    pub(crate) fn local(&self) -> RuleId {
        RuleId(self.0.len() - 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail")]
mod tests {
    use super::*;

    #[test]
    fn rules_start_from_others_and_stand_before_them() {
        let acme = LoggerOptions {
            name: "acme".to_owned(),
            like: Some("pino".to_owned()),
            from: Some(vec!["@acme/log".to_owned(), "pino".to_owned()]),
            ..LoggerOptions::default()
        };
        let rules = Rules::new(&[acme], GlobSet::empty()).unwrap();
        let names: Vec<&str> = rules.all().map(|(_, rule)| &*rule.name).collect();
        assert_eq!(names, ["acme", "console", "pino", "winston", "bunyan", "consola", "local"]);
        let id = rules.of_module("pino").unwrap();
        assert_eq!(id, rules.named("acme").unwrap());
        assert_eq!(rules.get(id).order, Order::FieldsFirst);
        assert_eq!(rules.of_module("bunyan"), rules.named("bunyan"));
        assert_eq!(rules.of_global("console"), rules.named("console"));
        assert_eq!(rules.get(rules.local()).name, LOCAL);
    }
}
