//! The loggers that factories and other loggers make, with the fields of their options.

use linestamp_transform::analysis::{Place, prop_name, unwrap};
use swc_ecma_ast::{Expr, ExprOrSpread, ObjectLit, Prop, PropOrSpread};

use crate::rules::{DOING_MORE, IN_EACH_RECORD, RULES};
use crate::value::{Context, Logger, Value};

/// Why nothing is known of a logger's records.
const UNSEEN_OPTIONS: &str = "the logger's options are not written where it is made";

/// The logger that a factory makes of its arguments.
pub(crate) fn made<'a>(rule: usize, args: &'a [ExprOrSpread], place: Place) -> Value<'a> {
    let mut logger = Logger::plain(rule);
    let Some(options) = args.first().filter(|_| RULES[rule].has_telling_options) else {
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
                        logger.contexts.push(Context { expr, place, key: None });
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
    method: &str,
    args: &'a [ExprOrSpread],
    place: Place,
) -> Logger<'a> {
    logger.taken.clear();
    match args {
        [fields] if fields.spread.is_none() => {
            let key = (method == "withTag").then_some("tag");
            logger.contexts.push(Context { expr: &fields.expr, place, key });
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
