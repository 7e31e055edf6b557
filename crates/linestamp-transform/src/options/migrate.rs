//! The `[migrate]` table, and the rules for loggers in it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// How the calls of an old logger are rewritten. Every key may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct MigrateOptions {
    /// Which loggers to rewrite: `console`, `pino`, `winston`, `bunyan`, `consola`, `local`, a module of
    /// your own, and those of `[[migrate.logger]]`. Left out, it is all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loggers: Option<Vec<String>>,

    /// Globs on import specifiers as written, such as `@acme/logger`: modules that export a logger
    /// of your own, whose methods take a message and fields. Left out, they are `**/logger`,
    /// `**/log` and `**/logging`, with or without `/index` and an extension.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Vec<String>>,

    /// Methods that have a level of another name, such as `audit = "info"`. The usual ones are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<BTreeMap<String, String>>,

    /// Fields that are columns of the record, such as `requestId = "request_id"`; all others go to
    /// `metadata`. `event_type` and `eventType` are known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<BTreeMap<String, String>>,

    /// Whether the names and members in a template message go to `metadata` too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_values: Option<bool>,

    /// Whether `import { env } from 'cloudflare:workers'` is added where no `env` is in reach.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub add_import: Option<bool>,

    /// Which logger the calls of something called `log`, `logger` and the like are taken to be of, where
    /// nothing shows which one it is. Left out, they are left as they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assume: Option<String>,

    /// Rules for loggers that are not known, a table each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub logger: Option<Vec<LoggerOptions>>,
}

/// A rule: where a logger comes from, and what the arguments of its calls are. What is left out is as in
/// the rule that `like` names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LoggerOptions {
    /// The logger's name in options and reports.
    pub name: String,

    /// The rule to start from. Left out, it is `local`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,

    /// Globs on import specifiers as written: the modules that the logger comes from. They are not
    /// taken from `like`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Vec<String>>,

    /// Names without an import that stand for the logger, as `console` does; a local of such a name is
    /// something else. They are not taken from `like`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub globals: Option<Vec<String>>,

    /// What the modules export, by name. `"*"` is a module as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports: Option<BTreeMap<String, ExportRole>>,

    /// Whether another export is a logger where its name says so, as `dbLogger` does, or a factory, as
    /// `DbLogger`. Left out, it is `false` with `exports`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports_by_name: Option<bool>,

    /// Whether each method with a level is an export too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exports_methods: Option<bool>,

    /// The columns that the arguments of a call are, in their order, once for each number of arguments:
    /// `[["message"], ["event_type", "message", "metadata"]]`. An argument is `level`, `message`,
    /// `error`, `metadata`, one field of it such as `metadata.duration`, or another column.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arguments: Option<Vec<Vec<String>>>,

    /// How the arguments are told apart where `arguments` does not say what they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,

    /// Whether `%s` and its kind in a message stand for arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub printf: Option<bool>,

    /// Whether the names and members in a template message go to `metadata` too. Where no rule says it, it
    /// is as `template-values` beside the rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template_values: Option<bool>,

    /// Whether the method `log` takes a level before its other arguments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level_argument: Option<LevelArgument>,

    /// Methods with a level of another name, such as `audit = "info"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels: Option<BTreeMap<String, String>>,

    /// Methods that are called like a level and write no such record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_levels: Option<Vec<String>>,

    /// Methods that give a logger with more in each record, and what their argument is there:
    /// `metadata`, one field of it, or a column, as in `arguments`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub children: Option<BTreeMap<String, String>>,

    /// Whether the options that a logger is made with can change what its records hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub factory_options: Option<bool>,

    /// Whether a method with a level gives the logger back, for chains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chains: Option<bool>,
}

impl LoggerOptions {
    /// This rule, with what it does not say as the other one has it.
    #[must_use]
    pub fn over(self, base: &LoggerOptions) -> LoggerOptions {
        let other = base.clone();
        LoggerOptions {
            name: self.name,
            like: self.like,
            from: self.from,
            globals: self.globals,
            exports_by_name: match self.exports {
                Some(_) => self.exports_by_name,
                None => self.exports_by_name.or(other.exports_by_name),
            },
            exports: self.exports.or(other.exports),
            exports_methods: self.exports_methods.or(other.exports_methods),
            arguments: match self.order {
                Some(_) => self.arguments,
                None => self.arguments.or(other.arguments),
            },
            order: self.order.or(other.order),
            printf: self.printf.or(other.printf),
            template_values: self.template_values.or(other.template_values),
            level_argument: self.level_argument.or(other.level_argument),
            levels: self.levels.or(other.levels),
            not_levels: self.not_levels.or(other.not_levels),
            children: self.children.or(other.children),
            factory_options: self.factory_options.or(other.factory_options),
            chains: self.chains.or(other.chains),
        }
    }
}

/// What an export of a logger's module is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum ExportRole {
    /// It has the methods with levels.
    Logger,
    /// It is called, or constructed, and gives a logger.
    Factory,
    /// It is one of the logger's methods itself.
    Method,
    /// It is what the module is as a whole.
    Module,
    /// For a module as a whole: it is a logger, and gives one where it is called.
    Both,
}

/// How the arguments of a call are told apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Order {
    /// `(message, fields)`, or a message and values.
    #[default]
    MessageFirst,
    /// `(fields, message, ...values)`; a message may come first all the same.
    FieldsFirst,
    /// Every argument is shown behind the message, as `console` does.
    Joined,
}

/// Whether `log` takes a level as its first argument, or in its fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelArgument {
    /// Never.
    #[default]
    None,
    /// Where there is a level, and something behind it.
    Optional,
    /// Always.
    Required,
}
