//! A rule as a configuration has it, checked.

use std::collections::BTreeMap;

use linestamp_transform::{ExportRole, LoggerOptions};

use crate::destination::{COLUMNS, Destination};
use crate::rules::{LOCAL, Rule, WHOLE};
use crate::settings::{SettingsError, globs, levels};

/// A rule of a configuration with what it takes from another one.
pub(crate) fn complete(
    options: LoggerOptions,
    known: &[LoggerOptions],
) -> Result<LoggerOptions, SettingsError> {
    if options.name.is_empty() {
        let message = "migrate.logger: a name is empty";
        return Err(SettingsError::new(message, "it is the logger's name in options and reports"));
    }
    if known.iter().any(|other| other.name == options.name) {
        let message = format!("migrate.logger: there are two rules for \"{}\"", options.name);
        let help = format!("`like = \"{}\"`, under another name, starts from it", options.name);
        return Err(SettingsError::new(message, help));
    }
    let like = options.like.as_deref().unwrap_or(LOCAL);
    match known.iter().find(|other| other.name == like) {
        Some(base) => Ok(options.over(base)),
        // `local` itself.
        None if known.is_empty() => Ok(options),
        None => {
            let message = key(&options, &format!("like: there is no rule for \"{like}\""));
            let names: Vec<&str> = known.iter().map(|other| &*other.name).collect();
            Err(SettingsError::new(message, format!("known are {}", names.join(", "))))
        }
    }
}

/// The place of a key of a rule.
fn key(options: &LoggerOptions, key: &str) -> String {
    format!("migrate.logger \"{}\": {key}", options.name)
}

/// A rule that is complete.
pub(crate) fn rule(options: &LoggerOptions) -> Result<Rule, SettingsError> {
    let from = options.from.as_deref().unwrap_or_default();
    let globals = options.globals.clone().unwrap_or_default();
    if from.is_empty() && globals.is_empty() && options.name != LOCAL {
        let message = key(options, "neither a module nor a global is named");
        return Err(SettingsError::new(message, "`from` names the modules that it comes from"));
    }
    let exports = options.exports.clone().unwrap_or_default();
    for (name, role) in &exports {
        let fits = match role {
            ExportRole::Logger | ExportRole::Factory => true,
            ExportRole::Method | ExportRole::Module => name != WHOLE,
            ExportRole::Both => name == WHOLE,
        };
        if !fits {
            let message = key(options, &format!("exports: \"{name}\" cannot be that"));
            let help = "\"*\" is `logger`, `factory` or `both`; a name is `logger`, `factory`, \
                        `method` or `module`";
            return Err(SettingsError::new(message, help));
        }
    }
    let nothing = BTreeMap::new();
    Ok(Rule {
        name: options.name.clone(),
        from: globs(&key(options, "from"), from)?,
        globals,
        exports,
        exports_by_name: options.exports_by_name.unwrap_or(false),
        exports_methods: options.exports_methods.unwrap_or(false),
        arguments: lists(options)?,
        order: options.order.unwrap_or_default(),
        printf: options.printf.unwrap_or(false),
        template_values: options.template_values,
        level_argument: options.level_argument.unwrap_or_default(),
        levels: levels(&key(options, "levels"), options.levels.as_ref().unwrap_or(&nothing))?,
        not_levels: options.not_levels.clone().unwrap_or_default(),
        children: children(options)?,
        has_telling_options: options.factory_options.unwrap_or(false),
        chains: options.chains.unwrap_or(false),
    })
}

/// What the arguments are, for each number of them.
fn lists(options: &LoggerOptions) -> Result<Vec<Vec<Destination>>, SettingsError> {
    let mut lists: Vec<Vec<Destination>> = Vec::new();
    for list in options.arguments.iter().flatten() {
        let known = list.iter().map(|word| destination(options, "arguments", word));
        let list = known.collect::<Result<Vec<_>, _>>()?;
        let refuse = |message: &str, help: &str| {
            Err(SettingsError::new(key(options, &format!("arguments: {message}")), help))
        };
        if !list.iter().any(|to| matches!(to, Destination::Message | Destination::Error)) {
            return refuse(
                "a list has no message",
                "every record has one: `message`, or `error`, whose message it is then",
            );
        }
        if let Some(twice) = list.iter().find(|to| list.iter().filter(|o| o == to).count() > 1) {
            return refuse(
                &format!("a list has `{twice}` twice"),
                "`metadata.NAME` gives a value a name of its own",
            );
        }
        if lists.iter().any(|other| other.len() == list.len()) {
            return refuse(
                &format!("two lists have {} arguments", list.len()),
                "a call's list is the one with as many arguments as the call has",
            );
        }
        lists.push(list);
    }
    Ok(lists)
}

fn children(options: &LoggerOptions) -> Result<BTreeMap<String, Destination>, SettingsError> {
    let child = |(method, word): (&String, &String)| {
        let to = destination(options, "children", word)?;
        match to {
            Destination::Level | Destination::Message | Destination::Error => {
                let message = key(options, &format!("children.{method}: no logger has a `{to}`"));
                Err(SettingsError::new(message, "it is `metadata`, `metadata.NAME` or a column"))
            }
            to => Ok((method.clone(), to)),
        }
    };
    options.children.iter().flatten().map(child).collect()
}

fn destination(
    options: &LoggerOptions,
    list: &str,
    word: &str,
) -> Result<Destination, SettingsError> {
    Destination::of(word).ok_or_else(|| {
        let message = key(options, &format!("{list}: \"{word}\" is no place in a record"));
        let help = format!(
            "the places are `level`, `message`, `error`, `metadata`, `metadata.NAME`, {}",
            COLUMNS.map(|column| format!("`{column}`")).join(", ")
        );
        SettingsError::new(message, help)
    })
}
