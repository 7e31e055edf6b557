//! Expressions: calls, and where values leave.

use swc_common::{BytePos, Spanned};
use swc_ecma_ast::{
    AssignExpr, AssignOp, BinaryOp, Callee, ComputedPropName, Expr, ExprOrSpread, JSXAttrOrSpread,
    JSXAttrValue, JSXElement, JSXElementChild, JSXExpr, Lit, MemberExpr, MemberProp, ObjectLit,
    OptChainBase, OptChainExpr, Prop, PropOrSpread, SuperProp, TsTypeParamInstantiation, UnaryOp,
};

use super::declare::{Flow, Origin, field_name, unwrap};
use super::{Outlet, Walker};
use crate::facts::{Call, Def, Exit, FieldName, Leaving, Marked, Subject, Tag};

impl<'a> Walker<'a, '_> {
    /// Visits an expression whose value goes to an outlet. Long, as a table is: an arm for each kind
    /// of expression.
    pub(super) fn expr(&mut self, expr: &'a Expr, outlet: Outlet) {
        match expr {
            Expr::Ident(_) => self.leave(expr, outlet),
            Expr::Member(member) => {
                self.leave(expr, outlet);
                self.member(member);
            }
            Expr::Call(call) => match &call.callee {
                Callee::Expr(callee) => {
                    let end = callee_end(callee, call.type_args.as_deref());
                    self.call(call.span, callee, &call.args, end, false);
                }
                Callee::Super(_) | Callee::Import(_) => self.args(&call.args),
            },
            Expr::OptChain(chain) => self.opt_chain(expr, chain, outlet),
            Expr::Object(object) => self.object(object),
            Expr::Array(array) => {
                for element in array.elems.iter().flatten() {
                    self.expr(&element.expr, Outlet::Exit(Exit::Stored));
                }
            }
            Expr::Lit(Lit::Str(text)) => self.facts.strings.push(text.span.lo),
            Expr::Fn(function) => self.scoped(false, |walker| {
                if let Some(name) = &function.ident {
                    walker.define(walker.place.scope, &name.sym, Def::Other);
                }
                walker.function(&function.function, None);
            }),
            Expr::Arrow(arrow) => self.arrow(arrow),
            Expr::Class(class) => self.scoped(false, |walker| {
                if let Some(name) = &class.ident {
                    walker.define(walker.place.scope, &name.sym, Def::Other);
                }
                walker.class(&class.class);
            }),
            Expr::Assign(assign) => self.assignment(assign, outlet),
            Expr::Cond(cond) => {
                self.expr(&cond.test, Outlet::None);
                self.expr(&cond.cons, outlet);
                self.expr(&cond.alt, outlet);
            }
            Expr::Bin(bin) => {
                let (left, right) = match bin.op {
                    // The left value goes on only where it is falsy.
                    BinaryOp::LogicalAnd => (Outlet::None, outlet),
                    BinaryOp::LogicalOr | BinaryOp::NullishCoalescing => (outlet, outlet),
                    _ => (Outlet::None, Outlet::None),
                };
                self.expr(&bin.left, left);
                self.expr(&bin.right, right);
            }
            Expr::Seq(seq) => {
                if let Some((last, others)) = seq.exprs.split_last() {
                    for other in others {
                        self.expr(other, Outlet::None);
                    }
                    self.expr(last, outlet);
                }
            }
            Expr::New(new) => {
                self.expr(&new.callee, Outlet::None);
                self.args(new.args.as_deref().unwrap_or_default());
            }
            Expr::Tpl(template) => template.exprs.iter().for_each(|e| self.expr(e, Outlet::None)),
            Expr::TaggedTpl(tagged) => {
                let (span, tag) = (tagged.span, &*tagged.tag);
                let (ignored, place) = (self.ignored, self.place);
                self.facts.tags.push(Tag { span, tag, ignored, place });
                self.expr(tag, Outlet::None);
                for expr in &tagged.tpl.exprs {
                    self.expr(expr, Outlet::Exit(Exit::PassedOn));
                }
            }
            Expr::Yield(e) => {
                e.arg.iter().for_each(|arg| self.expr(arg, Outlet::Exit(Exit::Returned)));
            }
            Expr::Unary(e) => self.expr(&e.arg, Outlet::None),
            Expr::Update(e) => {
                self.expr(&e.arg, Outlet::None);
                if let Expr::Ident(name) = unwrap(&e.arg) {
                    self.writes.push((self.place.scope, &name.sym, Def::Other));
                }
            }
            Expr::Await(e) => self.expr(&e.arg, outlet),
            Expr::Paren(e) => {
                self.mark(expr);
                self.expr(&e.expr, outlet);
            }
            Expr::TsAs(e) => self.wrapped(expr, &e.expr, outlet),
            Expr::TsNonNull(e) => self.expr(&e.expr, outlet),
            Expr::TsSatisfies(e) => self.wrapped(expr, &e.expr, outlet),
            Expr::TsConstAssertion(e) => self.wrapped(expr, &e.expr, outlet),
            Expr::TsTypeAssertion(e) => self.wrapped(expr, &e.expr, outlet),
            Expr::TsInstantiation(e) => self.expr(&e.expr, outlet),
            Expr::SuperProp(e) => {
                if let SuperProp::Computed(key) = &e.prop {
                    self.computed(key);
                }
            }
            Expr::JSXElement(element) => self.jsx_element(element),
            Expr::JSXFragment(fragment) => self.jsx_children(&fragment.children),
            Expr::This(_)
            | Expr::Lit(_)
            | Expr::MetaProp(_)
            | Expr::JSXMember(_)
            | Expr::JSXNamespacedName(_)
            | Expr::JSXEmpty(_)
            | Expr::PrivateName(_)
            | Expr::Invalid(_) => {}
        }
    }

    /// Visits an expression inside parentheses or types that may stand under a marker.
    fn wrapped(&mut self, outer: &'a Expr, inner: &'a Expr, outlet: Outlet) {
        self.mark(outer);
        self.expr(inner, outlet);
    }

    fn leave(&mut self, expr: &'a Expr, outlet: Outlet) {
        if let Outlet::Exit(exit) = outlet {
            let (what, place, ignored) = (Subject::Expr(expr), self.place, self.ignored);
            self.facts.leaving.push(Leaving { what, exit, place, ignored });
        }
    }

    fn member(&mut self, member: &'a MemberExpr) {
        self.expr(&member.obj, Outlet::None);
        if let MemberProp::Computed(key) = &member.prop {
            self.computed(key);
        }
    }

    fn computed(&mut self, key: &'a ComputedPropName) {
        self.expr(&key.expr, Outlet::None);
    }

    fn opt_chain(&mut self, expr: &'a Expr, chain: &'a OptChainExpr, outlet: Outlet) {
        match &*chain.base {
            OptChainBase::Member(member) => {
                self.leave(expr, outlet);
                self.member(member);
            }
            OptChainBase::Call(call) => {
                let end = callee_end(&call.callee, call.type_args.as_deref());
                self.call(call.span, &call.callee, &call.args, end, chain.optional);
            }
        }
    }

    fn call(
        &mut self,
        span: swc_common::Span,
        callee: &'a Expr,
        args: &'a [ExprOrSpread],
        callee_end: BytePos,
        optional: bool,
    ) {
        let (place, ignored) = (self.place, self.ignored);
        self.facts.calls.push(Call { span, callee, args, callee_end, optional, ignored, place });
        self.expr(callee, Outlet::None);
        match args {
            // `write.bind(env.LOGS)` does not hand `env.LOGS` on, if `write` is a target.
            [receiver, rest @ ..]
                if receiver.spread.is_none() && receiver_call(callee).is_some() =>
            {
                match receiver_call(callee) {
                    Some(function) if !is_reflect(function) => {
                        self.receiver(function, &receiver.expr);
                        self.args(rest);
                    }
                    _ => self.reflect_apply(receiver, rest),
                }
            }
            _ => self.args(args),
        }
    }

    /// `Reflect.apply(write, env.LOGS, […])` is as `write.apply(env.LOGS, […])`.
    fn reflect_apply(&mut self, function: &'a ExprOrSpread, rest: &'a [ExprOrSpread]) {
        self.expr(&function.expr, Outlet::None);
        match rest {
            [receiver, rest @ ..] if receiver.spread.is_none() => {
                self.receiver(&function.expr, &receiver.expr);
                self.args(rest);
            }
            _ => self.args(rest),
        }
    }

    fn receiver(&mut self, of: &'a Expr, value: &'a Expr) {
        self.expr(value, Outlet::None);
        if matches!(unwrap(value), Expr::Ident(_) | Expr::Member(_) | Expr::OptChain(_)) {
            let what = Subject::Receiver { of, value };
            let (exit, place, ignored) = (Exit::PassedOn, self.place, self.ignored);
            self.facts.leaving.push(Leaving { what, exit, place, ignored });
        }
    }

    fn args(&mut self, args: &'a [ExprOrSpread]) {
        for arg in args {
            self.expr(&arg.expr, Outlet::Exit(Exit::PassedOn));
        }
    }

    fn object(&mut self, object: &'a ObjectLit) {
        if self.directives.marks(object.span.lo) {
            self.facts.marked.push(Marked { literal: object, ignored: self.ignored });
        }
        for prop in &object.props {
            match prop {
                PropOrSpread::Spread(spread) => self.expr(&spread.expr, Outlet::Exit(Exit::Stored)),
                PropOrSpread::Prop(prop) => self.prop(prop),
            }
        }
    }

    fn prop(&mut self, prop: &'a Prop) {
        match prop {
            Prop::Shorthand(name) => {
                let what = Subject::Binding { local: name, exported: "" };
                let (exit, place, ignored) = (Exit::Stored, self.place, self.ignored);
                self.facts.leaving.push(Leaving { what, exit, place, ignored });
            }
            Prop::KeyValue(prop) => {
                self.key(&prop.key);
                self.expr(&prop.value, Outlet::Exit(Exit::Stored));
            }
            Prop::Assign(prop) => self.expr(&prop.value, Outlet::None),
            Prop::Getter(prop) => {
                self.key(&prop.key);
                self.function(&prop.function, None);
            }
            Prop::Setter(prop) => {
                self.key(&prop.key);
                self.function(&prop.function, None);
            }
            Prop::Method(prop) => {
                self.key(&prop.key);
                self.function(&prop.function, None);
            }
        }
    }

    fn assignment(&mut self, assign: &'a AssignExpr, outlet: Outlet) {
        let plain = matches!(
            assign.op,
            AssignOp::Assign | AssignOp::NullishAssign | AssignOp::OrAssign | AssignOp::AndAssign
        );
        let origin = if plain { Origin::Value(&assign.right) } else { Origin::Other };
        let followed = self.assign(&assign.left, Flow::from(origin));
        let right = match (followed, outlet) {
            (true, outlet) => outlet,
            (false, _) if plain => Outlet::Exit(Exit::Stored),
            (false, outlet) => outlet,
        };
        self.expr(&assign.right, right);
    }

    /// Notes the literal inside `expr` if `expr` begins under a marker comment.
    pub(super) fn mark(&mut self, expr: &'a Expr) {
        // A literal that begins here is seen when it is visited itself. The look-up comes first:
        // unwrapping each of many wrappers would take quadratic time.
        let start = expr.span().lo;
        if self.directives.may_mark(start)
            && let Expr::Object(literal) = unwrap(expr)
            && literal.span.lo != start
            && self.directives.marks(start)
        {
            self.facts.marked.push(Marked { literal, ignored: self.ignored });
        }
    }

    fn jsx_element(&mut self, element: &'a JSXElement) {
        for attr in &element.opening.attrs {
            match attr {
                JSXAttrOrSpread::SpreadElement(spread) => {
                    self.expr(&spread.expr, Outlet::Exit(Exit::PassedOn));
                }
                JSXAttrOrSpread::JSXAttr(attr) => match &attr.value {
                    Some(JSXAttrValue::JSXExprContainer(container)) => {
                        self.jsx_expr(&container.expr)
                    }
                    Some(JSXAttrValue::JSXElement(element)) => self.jsx_element(element),
                    Some(JSXAttrValue::JSXFragment(fragment)) => {
                        self.jsx_children(&fragment.children)
                    }
                    Some(JSXAttrValue::Str(_)) | None => {}
                },
            }
        }
        self.jsx_children(&element.children);
    }

    fn jsx_children(&mut self, children: &'a [JSXElementChild]) {
        for child in children {
            match child {
                JSXElementChild::JSXExprContainer(container) => self.jsx_expr(&container.expr),
                JSXElementChild::JSXSpreadChild(spread) => {
                    self.expr(&spread.expr, Outlet::Exit(Exit::PassedOn));
                }
                JSXElementChild::JSXElement(element) => self.jsx_element(element),
                JSXElementChild::JSXFragment(fragment) => self.jsx_children(&fragment.children),
                JSXElementChild::JSXText(_) => {}
            }
        }
    }

    fn jsx_expr(&mut self, expr: &'a JSXExpr) {
        if let JSXExpr::Expr(expr) = expr {
            self.expr(expr, Outlet::Exit(Exit::PassedOn));
        }
    }
}

/// The callee in `callee.bind(…)`, `callee.call(…)` and `callee.apply(…)`.
pub(crate) fn receiver_call(callee: &Expr) -> Option<&Expr> {
    let member = member_of(unwrap(callee))?;
    match field_name(&member.prop)? {
        FieldName { private: false, name: "bind" | "call" | "apply" } => Some(&member.obj),
        _ => None,
    }
}

/// Whether an expression is the global `Reflect`, by its name.
pub(crate) fn is_reflect(expr: &Expr) -> bool {
    matches!(unwrap(expr), Expr::Ident(name) if &*name.sym == "Reflect")
}

/// The member access that an expression is, optional or not.
#[must_use]
pub fn member_of(expr: &Expr) -> Option<&MemberExpr> {
    match expr {
        Expr::Member(member) => Some(member),
        Expr::OptChain(chain) => match &*chain.base {
            OptChainBase::Member(member) => Some(member),
            OptChainBase::Call(_) => None,
        },
        _ => None,
    }
}

fn callee_end(callee: &Expr, type_args: Option<&TsTypeParamInstantiation>) -> BytePos {
    type_args.map_or_else(|| callee.span().hi, |args| args.span.hi)
}

/// Whether an expression is `undefined`, `void 0` or `null`.
#[must_use]
pub fn is_nullish(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::Lit(Lit::Null(_)) => true,
        Expr::Ident(name) => &*name.sym == "undefined",
        Expr::Unary(unary) => unary.op == UnaryOp::Void,
        _ => false,
    }
}
