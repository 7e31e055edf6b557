//! Which calls are those of a logger.
//!
//! Input: the engine's tables. Output: each call of a logger's method, and each that may be one,
//! in the order of the text.

use linestamp_schema::Level;
use linestamp_transform::analysis::{Call, field_name, member_of, static_name, unwrap};
use swc_ecma_ast::{Callee, Expr, ExprOrSpread, MemberProp};

use crate::resolve::{Doubt, Logger, Resolver, Value, as_logger};
use crate::rules::TELLING;

/// A call that was found.
pub(crate) struct Found<'a> {
    pub(crate) call: Call<'a>,
    /// The logger's name; none where nothing proves that it is one.
    pub(crate) logger: Option<&'static str>,
    pub(crate) what: What<'a>,
}

/// What a call is.
pub(crate) enum What<'a> {
    /// A method with a level, and its arguments without it.
    Log { logger: Logger<'a>, level: Level, args: &'a [ExprOrSpread] },
    /// It is left alone.
    Left(Doubt),
}

/// Finds the calls of a file.
pub(crate) fn calls<'a>(resolver: &Resolver<'a, '_>) -> Vec<Found<'a>> {
    let mut found: Vec<Found<'a>> =
        resolver.facts.calls.iter().filter_map(|call| of_call(resolver, call)).collect();
    found.sort_by_key(|found| (found.call.span.lo, found.call.span.hi));
    found
}

fn of_call<'a>(resolver: &Resolver<'a, '_>, call: &Call<'a>) -> Option<Found<'a>> {
    let callee = unwrap(call.callee);
    let found = |logger: &Logger<'a>, what| {
        Some(Found { call: *call, logger: Some(logger.rule().name), what })
    };
    let left = |logger: &Logger<'a>, doubt: Doubt| found(logger, What::Left(doubt));
    if let Some(member) = member_of(callee)
        && let MemberProp::Computed(_) = &member.prop
        && field_name(&member.prop).is_none()
    {
        let logger = as_logger(resolver.expr(&member.obj, call.place))?;
        return left(&logger, "the name of its method is computed".into());
    }
    match resolver.expr(callee, call.place) {
        Value::Method(logger, method) => {
            if logger.rule().children.contains(&method) {
                return None;
            }
            let Some((level, args)) = level(resolver, &logger, method, call.args) else {
                return left(&logger, format!("`{method}` is no method with a level").into());
            };
            if let Some(doubt) = logger.doubt.clone() {
                return left(&logger, doubt);
            }
            if call.optional || is_optional(callee) {
                return left(&logger, "it is made only where there is a logger".into());
            }
            found(&logger, What::Log { level, args, logger: logger.clone() })
        }
        Value::Logger(logger) => left(&logger, "the logger itself is called".into()),
        _ => indirect(resolver, call, callee),
    }
}

/// The level of a call, and the arguments behind it.
fn level<'a>(
    resolver: &Resolver<'a, '_>,
    logger: &Logger<'a>,
    method: &str,
    args: &'a [ExprOrSpread],
) -> Option<(Level, &'a [ExprOrSpread])> {
    let rule = logger.rule();
    if rule.name == "winston" && method == "log" {
        let (first, rest) = args.split_first().filter(|(first, _)| first.spread.is_none())?;
        let level = resolver.settings.level(rule, static_name(&first.expr)?)?;
        return Some((level, rest));
    }
    resolver.settings.level(rule, method).map(|level| (level, args))
}

/// `logger.info.bind(logger)`, and calls that only look like a logger's.
fn indirect<'a>(
    resolver: &Resolver<'a, '_>,
    call: &Call<'a>,
    callee: &'a Expr,
) -> Option<Found<'a>> {
    let member = member_of(callee)?;
    let name = field_name(&member.prop).filter(|name| !name.private)?.name;
    if let Value::Method(logger, method) = resolver.expr(&member.obj, call.place) {
        let doubt = format!("`{method}` is used by `{name}`, not called");
        return Some(Found {
            call: *call,
            logger: Some(logger.rule().name),
            what: What::Left(doubt.into()),
        });
    }
    let object = unwrap(&member.obj);
    let called = match object {
        Expr::Ident(name) => &*name.sym,
        other => field_name(&member_of(other)?.prop)?.name,
    };
    let lower = called.to_ascii_lowercase();
    let like_one = lower == "log" || lower.ends_with("logger") || lower.ends_with("_log");
    let doubt = "nothing in this file shows which logger it is";
    (TELLING.contains(&name) && like_one).then(|| Found {
        call: *call,
        logger: None,
        what: What::Left(doubt.into()),
    })
}

/// Whether `?.` is anywhere in a callee.
fn is_optional(mut callee: &Expr) -> bool {
    loop {
        callee = match unwrap(callee) {
            Expr::OptChain(_) => return true,
            Expr::Member(member) => &member.obj,
            Expr::Call(call) => match &call.callee {
                Callee::Expr(callee) => callee,
                _ => return false,
            },
            _ => return false,
        }
    }
}
