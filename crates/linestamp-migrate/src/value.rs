//! What an expression can stand for.

use std::borrow::Cow;

use linestamp_transform::analysis::Place;
use swc_ecma_ast::Expr;

use crate::rules::{RULES, Role, Rule};

/// Why the calls of a logger are left alone.
pub(crate) type Doubt = Cow<'static, str>;

/// Fields that a logger puts into each of its records.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'a> {
    /// The object with the fields, or the value of one.
    pub(crate) expr: &'a Expr,
    /// Where it stands.
    pub(crate) place: Place,
    /// The field's name, where there is only one.
    pub(crate) key: Option<&'static str>,
}

/// A logger.
#[derive(Debug, Clone)]
pub(crate) struct Logger<'a> {
    /// An index into [`RULES`].
    pub(crate) rule: usize,
    /// From the first logger to its last child.
    pub(crate) contexts: Vec<Context<'a>>,
    pub(crate) doubt: Option<Doubt>,
}

impl Logger<'_> {
    pub(crate) fn plain(rule: usize) -> Self {
        Logger { rule, contexts: Vec::new(), doubt: None }
    }

    pub(crate) fn doubted(rule: usize, doubt: &'static str) -> Self {
        Logger { doubt: Some(doubt.into()), ..Logger::plain(rule) }
    }

    pub(crate) fn rule(&self) -> &'static Rule {
        &RULES[self.rule]
    }
}

/// What an expression stands for.
#[derive(Debug, Clone)]
pub(crate) enum Value<'a> {
    Unknown,
    /// `globalThis` and its like.
    Global,
    /// A module, or an export that is as one.
    Module(usize),
    Factory(usize),
    Logger(Logger<'a>),
    /// A method of a logger, without the logger.
    Method(Logger<'a>, &'a str),
}

/// What an export, or a module, is.
pub(crate) fn as_role<'a>(rule: usize, role: Role) -> Value<'a> {
    match role {
        Role::Logger => Value::Logger(Logger::plain(rule)),
        Role::Factory => Value::Factory(rule),
        Role::Module { .. } => Value::Module(rule),
    }
}

/// A value as the logger that it is; a module may be one.
pub(crate) fn as_logger(value: Value<'_>) -> Option<Logger<'_>> {
    match value {
        Value::Logger(logger) => Some(logger),
        Value::Module(rule) if !matches!(RULES[rule].whole, Role::Module { logger: false, .. }) => {
            Some(Logger::plain(rule))
        }
        _ => None,
    }
}

/// What `require` of a module gives.
pub(crate) fn module_role(rule: usize) -> Role {
    match RULES[rule].whole {
        Role::Logger if !RULES[rule].exports.is_empty() => {
            Role::Module { logger: true, factory: false }
        }
        role => role,
    }
}
