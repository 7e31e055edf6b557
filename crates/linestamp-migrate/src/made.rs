//! The loggers that factories and other loggers make, with the fields of their options.

use linestamp_transform::analysis::{Place, prop_name, unwrap};
use swc_ecma_ast::{Expr, ExprOrSpread, ObjectLit, Prop, PropOrSpread};

use crate::destination::Destination;
use crate::rules::{Rule, RuleId};
use crate::value::{Context, Logger, Value};

/// Options of a factory with which the old logger did something to each record that the new call
/// does not do.
const DOING_MORE: [&str; 4] = ["redact", "mixin", "hooks", "nestedKey"];

/// Options of a factory whose object goes into each record.
const IN_EACH_RECORD: [&str; 2] = ["base", "defaultMeta"];

/// Why nothing is known of a logger's records.
const UNSEEN_OPTIONS: &str = "the logger's options are not written where it is made";

/// The logger that a factory makes of its arguments.
pub(crate) fn made<'a>(
    id: RuleId,
    rule: &Rule,
    args: &'a [ExprOrSpread],
    place: Place,
) -> Value<'a> {
    let mut logger = Logger::plain(id);
    let Some(options) = args.first().filter(|_| rule.has_telling_options) else {
        return Value::Logger(logger);
    };
    match unwrap(&options.expr) {
        Expr::Object(literal) => {
            for (name, value) in literal.props.iter().map(property_of) {
                match (name, value) {
                    (Some(name), _) if DOING_MORE.contains(&name) => {
                        let doubt = format!("the logger's option `{name}` changes its records");
                        logger.doubt = Some(doubt.into());
                    }
                    (Some(name), Some(expr)) if IN_EACH_RECORD.contains(&name) => {
                        logger.contexts.push(Context { expr, place, to: Destination::Metadata });
                    }
                    (None, _) => logger.doubt = Some(UNSEEN_OPTIONS.into()),
                    _ => {}
                }
            }
        }
        // A stream, which says where the records go.
        Expr::Call(_) | Expr::New(_) | Expr::Member(_) => {}
        _ => logger.doubt = Some(UNSEEN_OPTIONS.into()),
    }
    Value::Logger(logger)
}

/// The logger with more fields that a method makes.
pub(crate) fn child<'a>(
    mut logger: Logger<'a>,
    (method, to): (&str, &Destination),
    args: &'a [ExprOrSpread],
    place: Place,
) -> Logger<'a> {
    logger.taken.clear();
    match args {
        [fields] if fields.spread.is_none() => {
            logger.contexts.push(Context { expr: &fields.expr, place, to: to.clone() });
        }
        [] => {}
        _ => {
            let doubt = format!("`{method}` has more than fields, which change the records");
            logger.doubt = logger.doubt.or(Some(doubt.into()));
        }
    }
    logger
}

/// A property's name and value, as far as they are written out.
pub(crate) fn property_of(property: &PropOrSpread) -> (Option<&str>, Option<&Expr>) {
    let PropOrSpread::Prop(property) = property else { return (None, None) };
    match &**property {
        Prop::KeyValue(pair) => (prop_name(&pair.key), Some(&pair.value)),
        other => (key_of(other), None),
    }
}

/// A property's name, as far as it is written out.
pub(crate) fn key_of(property: &Prop) -> Option<&str> {
    match property {
        Prop::Shorthand(name) => Some(&name.sym),
        Prop::KeyValue(property) => prop_name(&property.key),
        Prop::Method(property) => prop_name(&property.key),
        Prop::Getter(property) => prop_name(&property.key),
        Prop::Setter(property) => prop_name(&property.key),
        Prop::Assign(property) => Some(&property.key.sym),
    }
}

/// The literal that an expression is.
pub(crate) fn literal_of(expr: &Expr) -> Option<&ObjectLit> {
    match unwrap(expr) {
        Expr::Object(literal) => Some(literal),
        _ => None,
    }
}
