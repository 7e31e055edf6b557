//! Which calls are those of a logger.
//!
//! Input: the engine's tables. Output: each call of a logger's method, and each that may be one,
//! in the order of the text.

use linestamp_schema::Level;
use linestamp_transform::analysis::{Call, Place, field_name, member_of, static_name, unwrap};
use swc_ecma_ast::{Callee, Expr, ExprOrSpread, MemberProp};

use crate::made::{child, literal_of, property_of};
use crate::resolve::Resolver;
use crate::rules::{TELLING, local_rule, may_name_logger};
use crate::value::{Doubt, Logger, Value, as_logger};

/// A call that was found.
pub(crate) struct Found<'a> {
    pub(crate) call: Call<'a>,
    /// The logger's name; none where nothing proves that it is one.
    pub(crate) logger: Option<&'static str>,
    pub(crate) what: What<'a>,
}

impl Found<'_> {
    /// Why it may be no call of the logger that it seems to be of.
    pub(crate) fn doubt(&self) -> Option<&Doubt> {
        match &self.what {
            What::Log { doubt, .. } => doubt.as_ref(),
            What::Left(_) => None,
        }
    }
}

/// What a call is.
pub(crate) enum What<'a> {
    /// A method with a level, what it says, and why it may be none all the same.
    Log { logger: Logger<'a>, level: Level, said: Said<'a>, doubt: Option<Doubt> },
    /// It is left alone.
    Left(Doubt),
}

/// What a call says: its arguments without a level that is one of them.
#[derive(Clone, Copy)]
pub(crate) struct Said<'a> {
    pub(crate) args: &'a [ExprOrSpread],
    /// Whether the level is a field of the first one: `log({ level: 'info', message: 'x' })`.
    pub(crate) has_level: bool,
}

impl<'a> Said<'a> {
    fn all(args: &'a [ExprOrSpread]) -> Said<'a> {
        Said { args, has_level: false }
    }
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
    if let Expr::Seq(seq) = callee
        && let Some(Value::Method(logger, _)) =
            seq.exprs.last().map(|last| resolver.expr(last, call.place))
    {
        return left(&logger, "its method is the last of several values".into());
    }
    match resolver.expr(callee, call.place) {
        Value::Method(logger, method) => {
            if logger.rule().children.contains(&method) {
                return None;
            }
            let Some((level, said)) = level(resolver, &logger, method, call.args) else {
                return left(&logger, format!("`{method}` is no method with a level").into());
            };
            if call.optional || is_optional(callee) {
                return left(&logger, "it is made only where there is a logger".into());
            }
            let doubt = logger.doubt.clone();
            found(&logger, What::Log { level, said, doubt, logger: logger.clone() })
        }
        Value::Logger(logger) => left(&logger, "the logger itself is called".into()),
        _ => indirect(resolver, call, callee),
    }
}

/// The level of a call, and what it says.
fn level<'a>(
    resolver: &Resolver<'a, '_>,
    logger: &Logger<'a>,
    method: &str,
    args: &'a [ExprOrSpread],
) -> Option<(Level, Said<'a>)> {
    let rule = logger.rule();
    if method == "log" && rule.log_takes_level {
        let with_level = args.split_first().and_then(|(first, rest)| {
            let (name, said) = match level_of(&first.expr) {
                Some(name) => (name, Said { args, has_level: true }),
                None => (static_name(&first.expr)?, Said::all(rest)),
            };
            let level = resolver.settings.level(rule, name).filter(|_| first.spread.is_none());
            Some((level?, said))
        });
        // With nothing behind it, a level is a message.
        if rule.name == "winston" || with_level.is_some_and(|(_, said)| !said.args.is_empty()) {
            return with_level;
        }
    }
    resolver.settings.level(rule, method).map(|level| (level, Said::all(args)))
}

/// The level that a literal names in its fields.
fn level_of(expr: &Expr) -> Option<&str> {
    let mut fields = literal_of(expr)?.props.iter().map(property_of);
    fields.find(|(name, _)| *name == Some("level")).and_then(|(_, value)| static_name(value?))
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
    (TELLING.contains(&name) && may_name_logger(called(&member.obj)?))
        .then(|| unproven(resolver, call, callee, name))
}

/// A call of something that nothing shows to be a logger but its name.
fn unproven<'a>(
    resolver: &Resolver<'a, '_>,
    call: &Call<'a>,
    callee: &'a Expr,
    method: &str,
) -> Found<'a> {
    let assumed = resolver.settings.assumed();
    let plain = Logger::plain(assumed.unwrap_or_else(local_rule));
    let logger = member_of(callee)
        .map_or(plain.clone(), |member| with_children(plain, &member.obj, call.place));
    let name = assumed.map(|_| logger.rule().name);
    let doubt = Doubt::from("nothing in this file shows which logger it is");
    let is_optional = call.optional || is_optional(callee);
    let what = match level(resolver, &logger, method, call.args).filter(|_| !is_optional) {
        Some((level, said)) => {
            let doubt = logger.doubt.clone().or_else(|| assumed.is_none().then_some(doubt));
            What::Log { logger, level, said, doubt }
        }
        None => What::Left(doubt),
    };
    Found { call: *call, logger: name, what }
}

/// The logger of `log.child(fields)`, where `log` is this one.
fn with_children<'a>(logger: Logger<'a>, expr: &'a Expr, place: Place) -> Logger<'a> {
    let Expr::Call(call) = unwrap(expr) else { return logger };
    let Callee::Expr(callee) = &call.callee else { return logger };
    match member_of(callee) {
        Some(member) => {
            child(with_children(logger, &member.obj, place), "child", &call.args, place)
        }
        None => logger,
    }
}

/// What an expression is called: by its last name, or that of the logger whose child it is.
fn called(expr: &Expr) -> Option<&str> {
    match unwrap(expr) {
        Expr::Ident(name) => Some(&name.sym),
        Expr::Call(call) => match &call.callee {
            Callee::Expr(callee) => {
                let member = member_of(callee)?;
                let method = field_name(&member.prop)?;
                (method.name == "child").then(|| called(&member.obj)).flatten()
            }
            _ => None,
        },
        other => Some(field_name(&member_of(other)?.prop)?.name),
    }
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
