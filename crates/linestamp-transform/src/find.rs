//! Finding: which calls are sites, and which records each has.
//!
//! Input: the tables of one walk. Output: [`FoundSite`]s in no order, nothing decided yet about
//! what to insert.

use rustc_hash::FxHashSet;
use swc_common::{BytePos, Span, Spanned};
use swc_ecma_ast::{Expr, MemberProp, ObjectLit};

use crate::call_line;
use crate::facts::{Call, Exit, Facts, Leaving, Subject};
use crate::options::Dynamic;
use crate::parse::Origin;
use crate::record::{self, Found, Shape};
use crate::resolve::{Doubt, Match, Resolver, Value, callee_name};
use crate::settings::Settings;
use crate::target::Target;
use crate::walk::{is_reflect, member_of, receiver_call, unwrap};

/// One site, before planning.
pub(crate) struct FoundSite<'a> {
    pub(crate) target: String,
    /// The offset of the token that gives the line.
    pub(crate) offset: usize,
    pub(crate) span: Span,
    pub(crate) ignored: bool,
    pub(crate) kind: Kind<'a>,
}

/// What kind of site it is.
pub(crate) enum Kind<'a> {
    /// A call with its records; dynamic ones are wrapped, or left alone.
    Records { records: Vec<Found<'a>>, wrap: bool },
    /// A call that may be something else.
    Ambiguous { doubt: Doubt, help: String },
    /// A target that leaves.
    Escapes(Exit),
}

/// Finds the sites of a file.
pub(crate) fn sites<'a>(
    facts: &Facts<'a>,
    settings: &Settings,
    text: &str,
    origin: Origin,
) -> Vec<FoundSite<'a>> {
    let resolver = Resolver::new(facts, &settings.targets);
    let finder = Finder { resolver, settings, text, origin };
    let mut sites: Vec<_> = facts.calls.iter().filter_map(|call| finder.call(call)).collect();
    finder.leaving(facts, &mut sites);
    finder.marked(facts, &mut sites);
    sites
}

struct Finder<'a, 's> {
    resolver: Resolver<'a, 's>,
    settings: &'s Settings,
    text: &'s str,
    origin: Origin,
}

/// How a call reaches its target.
enum Through {
    Call,
    /// `write.call(receiver, …)`.
    DotCall,
    /// `write.apply(…)`, `Reflect.apply(write, …)`.
    Apply,
    /// `write.bind(receiver, record)`, which is called later.
    Bind,
}

impl<'a> Finder<'a, '_> {
    fn call(&self, call: &Call<'a>) -> Option<FoundSite<'a>> {
        let callee = last_of_sequence(unwrap(call.callee));
        if !self.is_worth_resolving(callee) {
            return None;
        }
        let (value, through) = self.reached(call, callee)?;
        let (found, doubt) = match value {
            Value::Prefix(found) => (found, None),
            Value::Maybe(found, doubt) => (found, Some(doubt)),
            _ => return None,
        };
        let target = self.resolver.whole(found)?;
        let kind = match doubt {
            Some(doubt) => {
                let help = self.help(doubt, found, callee);
                Kind::Ambiguous { doubt, help }
            }
            None => self.records(call, target, through),
        };
        Some(FoundSite {
            target: target.call().to_owned(),
            offset: call_line::offset(call, self.text, self.origin),
            span: call.span,
            ignored: call.ignored,
            kind,
        })
    }

    /// Whether a callee could be a target at all: by its last name, if it has one.
    fn is_worth_resolving(&self, callee: &Expr) -> bool {
        let Some(member) = member_of(callee) else {
            return !matches!(callee, Expr::Fn(_) | Expr::Arrow(_));
        };
        match callee_name(callee) {
            // `env.LOGS[level](…)`.
            None => matches!(member.prop, MemberProp::Computed(_)),
            Some("call" | "apply" | "bind") => true,
            Some(name) if self.names_a_call(name) => true,
            // A field may hold a target under any name.
            Some(_) => matches!(unwrap(&member.obj), Expr::This(_) | Expr::Ident(_)),
        }
    }

    fn names_a_call(&self, name: &str) -> bool {
        self.settings
            .targets
            .iter()
            .any(|target| target.names.last().is_some_and(|last| last == name))
    }

    /// What a call reaches, and how.
    fn reached(&self, call: &Call<'a>, callee: &'a Expr) -> Option<(Value<'a>, Through)> {
        let value = self.resolver.expr(callee, call.place);
        if self.is_whole(value) {
            return Some((value, Through::Call));
        }
        let function = receiver_call(callee)?;
        let through = match callee_name(callee)? {
            "call" => Through::DotCall,
            "apply" => Through::Apply,
            "bind" if call.args.len() > 1 => Through::Bind,
            _ => return None,
        };
        let value = self.resolver.expr(function, call.place);
        if self.is_whole(value) {
            return Some((value, through));
        }
        let target =
            call.args.first().filter(|arg| is_reflect(function) && arg.spread.is_none())?;
        let value = self.resolver.expr(&target.expr, call.place);
        self.is_whole(value).then_some((value, Through::Apply))
    }

    fn is_whole(&self, value: Value<'a>) -> bool {
        match value {
            Value::Prefix(found) | Value::Maybe(found, _) => self.resolver.whole(found).is_some(),
            _ => false,
        }
    }

    fn records(&self, call: &Call<'a>, target: &Target, through: Through) -> Kind<'a> {
        let none = |reason, help| {
            let shape = Shape::None { span: call.span, reason, help };
            let records = vec![Found { label: String::new(), shape }];
            Kind::Records { records, wrap: false }
        };
        let index = match through {
            Through::Call => target.argument,
            Through::DotCall => target.argument + 1,
            Through::Apply => {
                let help = "call the target directly, or with `.call(…)`";
                return none("`apply` takes the record out of an array", help);
            }
            Through::Bind => {
                let help = "bind the receiver alone, and give the record with the call";
                return none("`bind` fixes arguments for calls on other lines", help);
            }
        };
        let records = record::of_arguments(call.args, index, target.batch, call.span);
        Kind::Records { records, wrap: target.dynamic == Dynamic::Wrap }
    }

    fn help(&self, doubt: Doubt, found: Match, callee: &Expr) -> String {
        let spelled = self.resolver.spelled(found);
        let rest = spelled.split_once('.').map_or(spelled.as_str(), |(_, rest)| rest);
        match doubt {
            Doubt::DefaultExport => {
                format!(
                    "if it is one, add to linestamp.toml: [[target]] call = \"default.{rest}\", with the same `from`"
                )
            }
            Doubt::ComputedName => "write the name of the method out".to_owned(),
            Doubt::SeveralValues => "call the target itself, or assign the alias once".to_owned(),
            Doubt::FirstName | Doubt::CallResult => {
                let call = chain(callee).filter(|chain| chain.ends_with(rest));
                let call = call.as_deref().unwrap_or(rest);
                format!("if it is one, add to linestamp.toml: [[target]] call = \"{call}\"")
            }
        }
    }

    fn leaving(&self, facts: &Facts<'a>, sites: &mut Vec<FoundSite<'a>>) {
        for leaving in &facts.leaving {
            if let Some(site) = self.escape(leaving) {
                sites.push(site);
            }
        }
    }

    fn escape(&self, leaving: &Leaving<'a>) -> Option<FoundSite<'a>> {
        let place = leaving.place;
        let (value, span) = match leaving.what {
            Subject::Expr(expr) => {
                if !self.may_leave(expr) {
                    return None;
                }
                (self.resolver.expr(expr, place), last_name(expr))
            }
            Subject::Receiver { of, value } => {
                if self.is_whole(self.resolver.expr(of, place)) {
                    return None;
                }
                (self.resolver.expr(value, place), last_name(value))
            }
            Subject::Binding { local, .. } => (self.resolver.name(local, place), local.span),
            Subject::Reexport { specifier, name, span } => {
                (self.resolver.reexport(specifier, name), span)
            }
        };
        let Value::Prefix(found) = value else { return None };
        if !self.resolver.matters(found) || self.keeps_its_name(leaving, found) {
            return None;
        }
        Some(FoundSite {
            target: self.resolver.spelled(found),
            offset: self.origin.offset(span.lo),
            span,
            ignored: leaving.ignored,
            kind: Kind::Escapes(leaving.exit),
        })
    }

    /// A quick no for most of the names and members that leave.
    fn may_leave(&self, expr: &Expr) -> bool {
        match member_of(unwrap(expr)).map(|_| callee_name(expr)) {
            None => true,
            Some(None) => false,
            Some(Some(name)) => {
                self.settings.targets.iter().any(|target| target.names.iter().any(|n| n == name))
                    || matches!(
                        member_of(unwrap(expr)).map(|m| unwrap(&m.obj)),
                        Some(Expr::This(_))
                    )
            }
        }
    }

    /// A target of one name, bound by nothing else, is found under its name in every file, so that
    /// its export loses no call.
    fn keeps_its_name(&self, leaving: &Leaving<'a>, found: Match) -> bool {
        let exported = match leaving.what {
            Subject::Binding { exported, .. } => exported,
            Subject::Reexport { name, .. } => name,
            Subject::Expr(_) | Subject::Receiver { .. } => return false,
        };
        self.resolver.whole(found).is_some_and(|target| {
            matches!(target.root, crate::target::Root::Named)
                && target.names.as_slice() == [exported]
        })
    }

    /// The literals under marker comments that are no call's record already.
    fn marked(&self, facts: &Facts<'a>, sites: &mut Vec<FoundSite<'a>>) {
        let mut taken: FxHashSet<BytePos> = sites.iter().flat_map(literals).collect();
        for marked in &facts.marked {
            let literal: &'a ObjectLit = marked.literal;
            if taken.insert(literal.span.lo) {
                let records = vec![Found { label: String::new(), shape: Shape::Literal(literal) }];
                sites.push(FoundSite {
                    target: "@linestamp".to_owned(),
                    offset: self.origin.offset(literal.span.lo),
                    span: literal.span,
                    ignored: marked.ignored,
                    kind: Kind::Records { records, wrap: false },
                });
            }
        }
    }
}

fn literals(site: &FoundSite<'_>) -> Vec<BytePos> {
    let Kind::Records { records, .. } = &site.kind else { return Vec::new() };
    let literal = |found: &Found<'_>| match found.shape {
        Shape::Literal(literal) => Some(literal.span.lo),
        Shape::Dynamic(_) | Shape::None { .. } => None,
    };
    records.iter().filter_map(literal).collect()
}

/// `write` in `(0, env.LOGS.write)`.
fn last_of_sequence(mut expr: &Expr) -> &Expr {
    while let Expr::Seq(seq) = expr {
        match seq.exprs.last() {
            Some(last) => expr = unwrap(last),
            None => break,
        }
    }
    expr
}

/// The span of an expression's last name.
fn last_name(expr: &Expr) -> Span {
    match member_of(unwrap(expr)) {
        Some(member) => member.prop.span(),
        None => expr.span(),
    }
}

/// The names of a plain member chain, such as `bindings.LOGS.write`.
fn chain(expr: &Expr) -> Option<String> {
    let mut names = Vec::new();
    let mut expr = unwrap(expr);
    while let Some(member) = member_of(expr) {
        names.push(callee_name(expr)?.to_owned());
        expr = unwrap(&member.obj);
    }
    if let Expr::Ident(name) = expr {
        names.push(name.sym.to_string());
    }
    names.reverse();
    Some(names.join("."))
}
