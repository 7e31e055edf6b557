//! Which calls are those of a logger.
//!
//! Input: the engine's tables. Output: each call of a logger's method, and each that may be one, in the
//! order of the text; a method that is handed on is one too, since it is called out of sight.

use linestamp_schema::Level;
use linestamp_transform::LevelArgument;
use linestamp_transform::analysis::{
    Call, Def, Facts, Leaving, Place, Subject, Tag, field_name, member_of, static_name, unwrap,
};
use rustc_hash::FxHashSet;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{Callee, Expr, ExprOrSpread, MemberExpr, MemberProp};

use crate::destination::Destination;
use crate::made::{child, literal_of, property_of};
use crate::resolve::Resolver;
use crate::rules::RuleId;
use crate::telling::METHODS;
use crate::value::{Doubt, Logger, Value, as_logger};

/// A call that was found, or a place where a method goes that is called elsewhere.
pub(crate) struct Found<'a> {
    pub(crate) span: Span,
    pub(crate) place: Place,
    /// Whether a comment says to leave it alone.
    pub(crate) ignored: bool,
    /// The logger's rule; none where nothing proves that it is one.
    pub(crate) logger: Option<RuleId>,
    pub(crate) what: What<'a>,
}

impl<'a> Found<'a> {
    fn of(call: &Call<'a>, logger: Option<RuleId>, what: What<'a>) -> Found<'a> {
        Found { span: call.span, place: call.place, ignored: call.ignored, logger, what }
    }

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

/// Why nothing is done about what seems to be a logger.
const UNSHOWN: &str = "nothing in this file shows which logger it is";

/// Finds the calls of a file.
pub(crate) fn calls<'a>(resolver: &Resolver<'a, '_>) -> Vec<Found<'a>> {
    let facts = resolver.facts;
    let followed = Followed::of(facts);
    let calls = facts.calls.iter().filter_map(|call| of_call(resolver, &followed, call));
    let elsewhere = facts.leaving.iter().filter_map(|leaving| handed_on(resolver, leaving));
    let tags = facts.tags.iter().filter_map(|tag| of_tag(resolver, tag));
    let mut found: Vec<Found<'a>> = calls.chain(elsewhere).chain(tags).collect();
    found.sort_by_key(|found| (found.span.lo, found.span.hi));
    found
}

/// The values that are followed to where they are called.
struct Followed(FxHashSet<Span>);

impl Followed {
    fn of(facts: &Facts<'_>) -> Followed {
        let fields = facts.classes.iter().flat_map(|class| class.fields.values());
        let defs = facts.bindings.iter().map(|binding| &binding.defs);
        let values =
            defs.chain(fields.map(|field| &field.defs)).flatten().filter_map(|def| match def {
                Def::Value { expr, .. } => Some(*expr),
                _ => None,
            });
        let callees = facts.calls.iter().map(|call| call.callee);
        Followed(values.chain(callees).map(|expr| unwrap(expr).span()).collect())
    }
}

fn of_call<'a>(
    resolver: &Resolver<'a, '_>,
    followed: &Followed,
    call: &Call<'a>,
) -> Option<Found<'a>> {
    let callee = unwrap(call.callee);
    let found = |logger: &Logger<'a>, what| Some(Found::of(call, Some(logger.rule), what));
    let left = |logger: &Logger<'a>, doubt: Doubt| found(logger, What::Left(doubt));
    if let Some(member) = member_of(callee)
        && let MemberProp::Computed(_) = &member.prop
        && field_name(&member.prop).is_none()
    {
        let logger = as_logger(resolver.expr(&member.obj, call.place));
        let is_one = logger.is_some() || resolver.may_be_logger(&member.obj, call.place);
        let rule = logger.map(|logger| logger.rule);
        let doubt = Doubt::from("the name of its method is computed");
        return is_one.then(|| Found::of(call, rule, What::Left(doubt)));
    }
    if let Expr::Seq(seq) = callee
        && let Some(Value::Method(logger, _)) =
            seq.exprs.last().map(|last| resolver.expr(last, call.place))
    {
        return left(&logger, "its method is the last of several values".into());
    }
    match resolver.expr(callee, call.place) {
        Value::Method(logger, method) if logger.taken.contains(&method) => {
            left(&logger, format!("`{method}` was taken out of what it is called on").into())
        }
        Value::Method(logger, method) => {
            if resolver.settings.rule(logger.rule).child(method).is_some() {
                return None;
            }
            let (level, said) = match level(resolver, &logger, method, call.args) {
                Ok(known) => known,
                Err(doubt) => return left(&logger, doubt),
            };
            if call.optional || is_optional(callee) {
                return left(&logger, "it is made only where there is a logger".into());
            }
            let doubt = logger.doubt.clone();
            found(&logger, What::Log { level, said, doubt, logger: logger.clone() })
        }
        Value::Logger(logger) => left(&logger, "the logger itself is called".into()),
        _ => indirect(resolver, followed, call, callee),
    }
}

/// `promise.catch(logger.error)`: it is called where nobody can see it.
fn handed_on<'a>(resolver: &Resolver<'a, '_>, leaving: &Leaving<'a>) -> Option<Found<'a>> {
    let place = leaving.place;
    let (value, span) = match leaving.what {
        Subject::Expr(expr) => (resolver.expr(expr, place), expr.span()),
        Subject::Binding { local, .. } => (resolver.named(local, place), local.span),
        Subject::Receiver { .. } | Subject::Reexport { .. } => return None,
    };
    let (logger, method) = match (value, leaving.what) {
        (Value::Method(logger, method), _) => {
            let rule = resolver.settings.rule(logger.rule);
            let has_level = || resolver.settings.level(logger.rule, method).is_some();
            if method != "log" && !rule.takes_level() && !has_level() {
                return None;
            }
            (Some(logger.rule), method)
        }
        (_, Subject::Expr(expr)) => (None, resolver.may_be_method(expr, place)?),
        _ => return None,
    };
    let what = What::Left(format!("`{method}` is handed on, not called").into());
    Some(Found { span, place, ignored: leaving.ignored, logger, what })
}

/// ``logger.info`…` ``
fn of_tag<'a>(resolver: &Resolver<'a, '_>, tag: &Tag<'a>) -> Option<Found<'a>> {
    let logger = match resolver.expr(tag.tag, tag.place) {
        Value::Method(logger, _) => Some(logger.rule),
        _ => resolver.may_be_method(tag.tag, tag.place).map(|_| None)?,
    };
    let (span, place, ignored) = (tag.span, tag.place, tag.ignored);
    Some(Found { span, place, ignored, logger, what: What::Left("it tags a template".into()) })
}

/// The level of a call, and what it says; or why it has none.
fn level<'a>(
    resolver: &Resolver<'a, '_>,
    logger: &Logger<'a>,
    method: &str,
    args: &'a [ExprOrSpread],
) -> Result<(Level, Said<'a>), Doubt> {
    let (settings, rule) = (resolver.settings, resolver.settings.rule(logger.rule));
    let none = || Doubt::from(format!("`{method}` is no method with a level"));
    let list = rule.listed(args.len()).unwrap_or_default();
    if let Some(at) = list.iter().position(|to| *to == Destination::Level) {
        let name = static_name(&args[at].expr).ok_or("its level is not written out")?;
        let level = settings.level(logger.rule, name);
        return Ok((level.ok_or_else(|| format!("there is no level `{name}`"))?, Said::all(args)));
    }
    if method == "log" && rule.level_argument != LevelArgument::None {
        let with_level = args.split_first().and_then(|(first, rest)| {
            let (name, said) = match level_of(&first.expr) {
                Some(name) => (name, Said { args, has_level: true }),
                None => (static_name(&first.expr)?, Said::all(rest)),
            };
            let level = settings.level(logger.rule, name).filter(|_| first.spread.is_none());
            Some((level?, said))
        });
        // With nothing behind it, a level is a message.
        let is_required = rule.level_argument == LevelArgument::Required;
        if is_required || with_level.is_some_and(|(_, said)| !said.args.is_empty()) {
            return with_level.ok_or_else(none);
        }
    }
    let level = settings.level(logger.rule, method).ok_or_else(none)?;
    Ok((level, Said::all(args)))
}

/// The level that a literal names in its fields.
fn level_of(expr: &Expr) -> Option<&str> {
    let mut fields = literal_of(expr)?.props.iter().map(property_of);
    fields.find(|(name, _)| *name == Some("level")).and_then(|(_, value)| static_name(value?))
}

/// `logger.info.bind(logger)`, and calls that only look like a logger's.
fn indirect<'a>(
    resolver: &Resolver<'a, '_>,
    followed: &Followed,
    call: &Call<'a>,
    callee: &'a Expr,
) -> Option<Found<'a>> {
    let place = call.place;
    let Some(member) = member_of(callee) else {
        if !resolver.may_write(callee, place) {
            return None;
        }
        let doubt = match callee {
            Expr::Ident(_) => UNSHOWN,
            // `bind` is reported itself.
            Expr::Call(_) => return None,
            _ => "its method is one of several values",
        };
        return Some(Found::of(call, None, What::Left(doubt.into())));
    };
    let name = field_name(&member.prop).filter(|name| !name.private)?.name;
    let used = |method: &str, logger| {
        let doubt = format!("`{method}` is used by `{name}`, not called");
        Some(Found::of(call, logger, What::Left(doubt.into())))
    };
    if is_reflect_apply(member)
        && let Some(function) = call.args.first()
        && let Value::Method(logger, method) = resolver.expr(&function.expr, place)
    {
        return used(method, Some(logger.rule));
    }
    if let Value::Method(logger, method) = resolver.expr(&member.obj, place) {
        let binds = || resolver.bound(callee, call.args, place).is_some();
        if name == "bind" && followed.0.contains(&call.span) && binds() {
            return None;
        }
        return used(method, Some(logger.rule));
    }
    if matches!(name, "bind" | "call" | "apply")
        && let Some(method) = resolver.may_be_method(&member.obj, place)
    {
        return used(method, None);
    }
    (METHODS.contains(&name) && resolver.may_be_logger(&member.obj, place))
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
    let plain = Logger::plain(assumed.unwrap_or_else(|| resolver.settings.local()));
    let logger = member_of(callee)
        .map_or(plain.clone(), |member| with_children(plain, &member.obj, call.place));
    let doubt = Doubt::from(UNSHOWN);
    let is_given = member_of(callee).is_some_and(|member| is_given(&member.obj));
    let is_optional = call.optional || is_optional(callee);
    let what = match level(resolver, &logger, method, call.args) {
        Ok((level, said)) if !is_optional => {
            let doubt =
                logger.doubt.clone().or_else(|| (assumed.is_none() || is_given).then_some(doubt));
            What::Log { logger, level, said, doubt }
        }
        _ => What::Left(doubt),
    };
    Found::of(call, assumed, what)
}

/// The logger of `log.child(fields)`, where `log` is this one.
fn with_children<'a>(logger: Logger<'a>, expr: &'a Expr, place: Place) -> Logger<'a> {
    let Expr::Call(call) = unwrap(expr) else { return logger };
    let Callee::Expr(callee) = &call.callee else { return logger };
    match member_of(callee) {
        Some(member) if is_child(member) => {
            let fields = ("child", &Destination::Metadata);
            child(with_children(logger, &member.obj, place), fields, &call.args, place)
        }
        _ => logger,
    }
}

/// Whether a callee calls something else than a method that adds fields: that call would be lost.
fn is_given(mut expr: &Expr) -> bool {
    loop {
        expr = match unwrap(expr) {
            Expr::Call(call) => match &call.callee {
                Callee::Expr(callee) => match member_of(callee) {
                    Some(member) if is_child(member) => &member.obj,
                    _ => return true,
                },
                _ => return true,
            },
            Expr::Ident(_) | Expr::This(_) => return false,
            other => match member_of(other) {
                Some(member) => &member.obj,
                None => return true,
            },
        }
    }
}

/// `Reflect.apply(logger.info, logger, ['x'])`
fn is_reflect_apply(member: &MemberExpr) -> bool {
    matches!(unwrap(&member.obj), Expr::Ident(name) if name.sym == "Reflect")
        && field_name(&member.prop).is_some_and(|name| name.name == "apply")
}

fn is_child(member: &MemberExpr) -> bool {
    field_name(&member.prop).is_some_and(|name| name.name == "child")
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
