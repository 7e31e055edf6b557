//! What an expression can stand for.

use std::borrow::Cow;

use linestamp_transform::analysis::Place;
use swc_ecma_ast::{Expr, ObjectLit};

use crate::destination::Destination;
use crate::rules::{RuleId, Whole};

/// Why the calls of a logger are left alone.
pub(crate) type Doubt = Cow<'static, str>;

/// Fields that a logger puts into each of its records.
#[derive(Debug, Clone)]
pub(crate) struct Context<'a> {
    /// The object with the fields, or the value of one.
    pub(crate) expr: &'a Expr,
    /// Where it stands.
    pub(crate) place: Place,
    /// Where it goes.
    pub(crate) to: Destination,
}

/// A logger.
#[derive(Debug, Clone)]
pub(crate) struct Logger<'a> {
    pub(crate) rule: RuleId,
    /// From the first logger to its last child.
    pub(crate) contexts: Vec<Context<'a>>,
    pub(crate) doubt: Option<Doubt>,
    /// The methods that a pattern took out before it gave the rest a name.
    pub(crate) taken: Vec<&'a str>,
}

impl Logger<'_> {
    pub(crate) fn plain(rule: RuleId) -> Self {
        Logger { rule, contexts: Vec::new(), doubt: None, taken: Vec::new() }
    }

    pub(crate) fn doubted(rule: RuleId, doubt: &'static str) -> Self {
        Logger { doubt: Some(doubt.into()), ..Logger::plain(rule) }
    }
}

/// What an expression stands for.
#[derive(Debug, Clone, Default)]
pub(crate) enum Value<'a> {
    #[default]
    Unknown,
    /// `globalThis` and its like.
    Global,
    /// A module, or an export that is as one.
    Module(RuleId, Whole),
    Factory(RuleId),
    Logger(Logger<'a>),
    /// A method of a logger, without the logger.
    Method(Logger<'a>, &'a str),
    /// An object that is written out, without the properties that a pattern took out of it.
    Object {
        literal: &'a ObjectLit,
        place: Place,
        taken: Vec<&'a str>,
    },
}

impl<'a> Value<'a> {
    /// What is left when a pattern has taken these properties.
    pub(crate) fn without(self, names: &[&'a str]) -> Value<'a> {
        match self {
            Value::Logger(mut logger) => {
                logger.taken.extend(names);
                Value::Logger(logger)
            }
            Value::Object { literal, place, mut taken } => {
                taken.extend(names);
                Value::Object { literal, place, taken }
            }
            Value::Global | Value::Module(..) => self,
            Value::Unknown | Value::Factory(_) | Value::Method(..) => Value::Unknown,
        }
    }
}

/// A value as the logger that it is; a module may be one.
pub(crate) fn as_logger(value: Value<'_>) -> Option<Logger<'_>> {
    match value {
        Value::Logger(logger) => Some(logger),
        Value::Module(rule, whole) if whole.is_logger => Some(Logger::plain(rule)),
        _ => None,
    }
}
