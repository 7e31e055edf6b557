//! What an expression stands for, as far as targets go.
//!
//! Input: the tables of one walk. Output for an expression: the first names of some targets
//! ([`Value::Prefix`]), perhaps so ([`Value::Maybe`]), or nothing of interest.
//!
//! - A name or property that is spelled like a target's first name begins that target, whatever
//!   stands before it: targets are suffixes of member chains.
//! - A name goes on through its bindings: aliases, patterns, defaults, imports, written types,
//!   fields of `this`.
//! - What agrees in all but the first name, and is explained by no binding, is a `Maybe`.

mod bindings;
mod types;

use std::cell::RefCell;

use swc_ecma_ast::{
    BinaryOp, CallExpr, Callee, Expr, ExprOrSpread, MemberProp, OptChainBase, SuperProp, TsType,
};

use crate::facts::{ClassId, Facts, FieldName, Place};
use crate::target::{Root, Target, Targets};
use crate::walk::{field_name, is_nullish, member_of, receiver_call, static_name};

/// How far expressions are followed into each other.
const MOST_STEPS: u32 = 64;

/// The targets whose first `depth` names something stands for, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Match {
    targets: u64,
    depth: usize,
}

/// Why something may be a target or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doubt {
    /// Nothing says what stands before the second name.
    FirstName,
    /// It comes out of a call's result.
    CallResult,
    /// One of several values is a target.
    SeveralValues,
    /// A property is named by an expression.
    ComputedName,
    /// It is a module's default export under another name.
    DefaultExport,
}

/// What an expression stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Value<'a> {
    /// Certainly the first names of these targets.
    Prefix(Match),
    /// Perhaps the first names of these targets.
    Maybe(Match, Doubt),
    /// The namespace of a module.
    Module(&'a str),
    /// The global object.
    Global,
    /// The instance of a class.
    This(ClassId),
    /// What a call gives back.
    CallResult,
    /// Nothing is known.
    Unknown,
    /// Something else than a target.
    Other,
}

/// Follows expressions through the tables of one file.
pub(crate) struct Resolver<'a, 't> {
    facts: &'t Facts<'a>,
    targets: &'t Targets,
    /// The values of bindings that have been looked at; `None` while one is.
    known: RefCell<Vec<Option<Option<Value<'a>>>>>,
}

impl<'a, 't> Resolver<'a, 't> {
    pub(crate) fn new(facts: &'t Facts<'a>, targets: &'t Targets) -> Resolver<'a, 't> {
        let known = RefCell::new(vec![None; facts.bindings.len()]);
        Resolver { facts, targets, known }
    }

    /// What an expression stands for where it stands.
    pub(crate) fn expr(&self, expr: &'a Expr, place: Place) -> Value<'a> {
        self.step(expr, place, MOST_STEPS)
    }

    /// What a binding stands for where a name means it.
    pub(crate) fn name(&self, name: &'a swc_ecma_ast::Ident, place: Place) -> Value<'a> {
        self.ident(&name.sym, place, MOST_STEPS)
    }

    /// What another module's export stands for.
    pub(crate) fn reexport(&self, specifier: &'a str, name: &str) -> Value<'a> {
        self.export(specifier, name)
    }

    /// The target of which a match is all names: the first one listed.
    pub(crate) fn whole(&self, found: Match) -> Option<&'t Target> {
        self.each(found).find(|target| target.names.len() == found.depth)
    }

    /// How a match reads, such as `env.LOGS`.
    pub(crate) fn spelled(&self, found: Match) -> String {
        self.each(found)
            .next()
            .map_or_else(String::new, |target| target.names[..found.depth].join("."))
    }

    /// Whether a value that leaves takes calls of a target with it.
    pub(crate) fn matters(&self, found: Match) -> bool {
        found.depth >= 2
            || self.whole(found).is_some()
            || self.each(found).any(|target| matches!(target.root, Root::From(_)))
    }

    fn each(&self, found: Match) -> impl Iterator<Item = &'t Target> {
        let targets = self.targets;
        (0..u64::BITS as usize)
            .filter(move |bit| found.targets >> bit & 1 == 1)
            .map(move |bit| targets.get(bit))
    }

    fn select(&self, depth: usize, wanted: impl Fn(&Target) -> bool) -> Option<Match> {
        let mut targets = 0;
        for (bit, target) in self.targets.iter().enumerate() {
            targets |= u64::from(wanted(target)) << bit;
        }
        (targets != 0).then_some(Match { targets, depth })
    }

    fn narrow(
        &self,
        found: Match,
        depth: usize,
        wanted: impl Fn(&Target) -> bool,
    ) -> Option<Match> {
        let mut left = found.targets;
        for (bit, target) in self.targets.iter().enumerate() {
            if left >> bit & 1 == 1 && !wanted(target) {
                left &= !(1 << bit);
            }
        }
        (left != 0).then_some(Match { targets: left, depth })
    }

    /// The targets that any name or property of this spelling begins.
    fn begins(&self, name: &str) -> Option<Match> {
        self.select(1, |target| matches!(target.root, Root::Named) && target.names[0] == name)
    }

    /// The targets whose second name this is. The last name alone proves nothing.
    fn continues(&self, name: &str) -> Option<Match> {
        self.select(2, |target| {
            matches!(target.root, Root::Named) && target.names.len() > 2 && target.names[1] == name
        })
    }

    fn advance(&self, found: Match, name: &str) -> Option<Match> {
        self.narrow(found, found.depth + 1, |target| {
            target.names.get(found.depth).is_some_and(|next| next == name)
        })
    }

    /// One property further.
    fn property(&self, value: Value<'a>, name: &'a str, steps: u32) -> Value<'a> {
        let further = match value {
            Value::Prefix(found) => self.advance(found, name).map(Value::Prefix),
            Value::Maybe(found, doubt) => {
                self.advance(found, name).map(|found| Value::Maybe(found, doubt))
            }
            Value::Module(specifier) => Some(self.export(specifier, name)),
            Value::Global => self.global(name),
            Value::This(class) => self.field(class, FieldName { private: false, name }, steps),
            Value::Other => Some(Value::Other),
            Value::CallResult | Value::Unknown => None,
        };
        match further {
            Some(value @ Value::Prefix(_)) => value,
            Some(Value::Unknown | Value::CallResult) | None => self.by_name(name, Doubt::FirstName),
            Some(value) => self.begins(name).map_or(value, Value::Prefix),
        }
    }

    fn by_name(&self, name: &str, doubt: Doubt) -> Value<'a> {
        if let Some(found) = self.begins(name) {
            return Value::Prefix(found);
        }
        self.continues(name).map_or(Value::Unknown, |found| Value::Maybe(found, doubt))
    }

    /// One property further, by taking apart. A name that does not lead to a target explains what
    /// it is taken from: it is something else.
    fn taken(&self, value: Value<'a>, name: &'a str, steps: u32) -> Value<'a> {
        match value {
            Value::Unknown => self.begins(name).map_or(Value::Other, Value::Prefix),
            Value::CallResult => self.by_name(name, Doubt::CallResult),
            value => self.property(value, name, steps),
        }
    }

    fn global(&self, name: &str) -> Option<Value<'a>> {
        self.select(1, |target| matches!(target.root, Root::Global) && target.names[0] == name)
            .map(Value::Prefix)
    }

    fn export(&self, specifier: &str, name: &str) -> Value<'a> {
        let bound = |target: &Target| match &target.root {
            Root::From(modules) => target.names[0] == name && modules.is_match(specifier),
            Root::Named | Root::Global => false,
        };
        match self.select(1, bound) {
            Some(found) => Value::Prefix(found),
            None => self.by_name(name, Doubt::FirstName),
        }
    }

    fn step(&self, expr: &'a Expr, place: Place, steps: u32) -> Value<'a> {
        let Some(steps) = steps.checked_sub(1) else { return Value::Unknown };
        match expr {
            Expr::Paren(e) => self.step(&e.expr, place, steps),
            Expr::TsNonNull(e) => self.step(&e.expr, place, steps),
            Expr::TsConstAssertion(e) => self.step(&e.expr, place, steps),
            Expr::TsInstantiation(e) => self.step(&e.expr, place, steps),
            Expr::TsAs(e) => self.cast(&e.expr, &e.type_ann, place, steps),
            Expr::TsSatisfies(e) => self.cast(&e.expr, &e.type_ann, place, steps),
            Expr::TsTypeAssertion(e) => self.cast(&e.expr, &e.type_ann, place, steps),
            Expr::Ident(name) => self.ident(&name.sym, place, steps),
            Expr::This(_) => place.this.map_or(Value::Unknown, Value::This),
            Expr::Member(_) => self.member(expr, place, steps),
            Expr::OptChain(chain) => match &*chain.base {
                OptChainBase::Member(_) => self.member(expr, place, steps),
                OptChainBase::Call(call) => self.bound(&call.callee, &call.args, place, steps),
            },
            Expr::Call(call) => self.call(call, place, steps),
            Expr::Await(e) => match self.step(&e.arg, place, steps) {
                Value::CallResult => {
                    imported_module(&e.arg).map_or(Value::CallResult, Value::Module)
                }
                value => value,
            },
            Expr::Seq(seq) => {
                seq.exprs.last().map_or(Value::Unknown, |last| self.step(last, place, steps))
            }
            Expr::Assign(assign) if assign.op == swc_ecma_ast::AssignOp::Assign => {
                self.step(&assign.right, place, steps)
            }
            Expr::Cond(cond) => self.either(&cond.cons, &cond.alt, place, steps),
            Expr::Bin(bin) => match bin.op {
                BinaryOp::LogicalAnd => self.step(&bin.right, place, steps),
                BinaryOp::LogicalOr | BinaryOp::NullishCoalescing => {
                    self.either(&bin.left, &bin.right, place, steps)
                }
                _ => Value::Other,
            },
            Expr::SuperProp(property) => match &property.prop {
                SuperProp::Ident(name) => self.by_name(&name.sym, Doubt::FirstName),
                SuperProp::Computed(key) => static_name(&key.expr)
                    .map_or(Value::Unknown, |name| self.by_name(name, Doubt::FirstName)),
            },
            Expr::Assign(_) | Expr::Yield(_) | Expr::TaggedTpl(_) => Value::Unknown,
            _ => Value::Other,
        }
    }

    fn cast(&self, expr: &'a Expr, typed: &'a TsType, place: Place, steps: u32) -> Value<'a> {
        match self.typed(typed, steps) {
            Some(found) => Value::Prefix(found),
            None => self.step(expr, place, steps),
        }
    }

    fn either(&self, a: &'a Expr, b: &'a Expr, place: Place, steps: u32) -> Value<'a> {
        let values = [a, b].into_iter().filter(|expr| !is_nullish(expr));
        join(values.map(|expr| self.step(expr, place, steps)))
    }

    fn member(&self, expr: &'a Expr, place: Place, steps: u32) -> Value<'a> {
        let Some(member) = member_of(expr) else { return Value::Unknown };
        // A property that occurs in no target ends all chains: no need to look further down.
        let object = self.step(&member.obj, place, steps);
        match (&member.prop, field_name(&member.prop)) {
            (_, Some(name)) if !name.private => self.property(object, name.name, steps),
            (_, Some(name)) => match object {
                Value::This(class) => self.field(class, name, steps).unwrap_or(Value::Unknown),
                _ => Value::Unknown,
            },
            (MemberProp::Computed(_), None) => match object {
                Value::Prefix(found) if self.may_be_computed(found) => self
                    .narrow(found, found.depth + 1, |target| target.names.len() > found.depth)
                    .map_or(Value::Unknown, |found| Value::Maybe(found, Doubt::ComputedName)),
                _ => Value::Unknown,
            },
            (_, None) => Value::Unknown,
        }
    }

    /// Whether `found[key]` is worth a report. `env[key]` is not: any binding may be meant.
    fn may_be_computed(&self, found: Match) -> bool {
        found.depth >= 2 || self.each(found).any(|target| !matches!(target.root, Root::Named))
    }

    fn call(&self, call: &'a CallExpr, place: Place, steps: u32) -> Value<'a> {
        let Callee::Expr(callee) = &call.callee else { return Value::CallResult };
        if let (Expr::Ident(name), Some(specifier)) = (&**callee, only_string(&call.args))
            && &*name.sym == "require"
            && self.facts.lookup(place.scope, &name.sym).is_none()
        {
            return Value::Module(specifier);
        }
        self.bound(callee, &call.args, place, steps)
    }

    /// `write.bind(receiver)` is `write`.
    fn bound(
        &self,
        callee: &'a Expr,
        args: &[ExprOrSpread],
        place: Place,
        steps: u32,
    ) -> Value<'a> {
        let binds = args.len() <= 1 && args.iter().all(|arg| arg.spread.is_none());
        if let Some(function) = receiver_call(callee)
            && binds
            && callee_name(callee) == Some("bind")
        {
            match self.step(function, place, steps) {
                Value::Prefix(found) if self.whole(found).is_some() => return Value::Prefix(found),
                Value::Maybe(found, doubt) if self.whole(found).is_some() => {
                    return Value::Maybe(found, doubt);
                }
                _ => {}
            }
        }
        Value::CallResult
    }
}

/// One value of several. Where not all agree, a target among them is in doubt.
fn join<'a>(values: impl Iterator<Item = Value<'a>>) -> Value<'a> {
    let mut joined: Option<Value<'a>> = None;
    for value in values {
        joined = Some(match (joined, value) {
            (None, value) => value,
            (Some(a), b) if a == b => a,
            (Some(Value::Prefix(found) | Value::Maybe(found, _)), _)
            | (Some(_), Value::Prefix(found) | Value::Maybe(found, _)) => {
                Value::Maybe(found, Doubt::SeveralValues)
            }
            (Some(_), _) => Value::Unknown,
        });
    }
    joined.unwrap_or(Value::Unknown)
}

/// The last name of a member callee.
pub(crate) fn callee_name(callee: &Expr) -> Option<&str> {
    let member = member_of(crate::walk::unwrap(callee))?;
    field_name(&member.prop).map(|name| name.name)
}

fn only_string(args: &[ExprOrSpread]) -> Option<&str> {
    match args {
        [arg] if arg.spread.is_none() => static_name(&arg.expr),
        _ => None,
    }
}

/// The module of `import('…')`.
fn imported_module(expr: &Expr) -> Option<&str> {
    match crate::walk::unwrap(expr) {
        Expr::Call(CallExpr { callee: Callee::Import(_), args, .. }) => {
            args.first().and_then(|arg| static_name(&arg.expr))
        }
        _ => None,
    }
}
