//! Patterns: which names they bind, and to what part of which value.

use swc_ecma_ast::{
    AssignTarget, AssignTargetPat, BindingIdent, Expr, MemberExpr, MemberProp, ObjectPat,
    ObjectPatProp, Pat, PropName, SimpleAssignTarget, TsType,
};

use super::{Outlet, Walker};
use crate::facts::{Def, FieldName, Place, ScopeId};

/// How deep patterns are followed; each name carries its path, which would grow with the depth.
const LONGEST_PATH: usize = 16;

/// Where the value comes from that a pattern takes apart.
#[derive(Clone, Copy)]
pub(super) enum Origin<'a> {
    Value(&'a Expr),
    Parameter(Option<&'a TsType>),
    Other,
}

/// How the names of a pattern are bound.
#[derive(Clone, Copy)]
pub(super) enum Mode {
    Declare(ScopeId),
    Assign,
}

/// A value on its way through a pattern.
#[derive(Clone)]
pub(super) struct Flow<'a> {
    pub(super) origin: Origin<'a>,
    pub(super) path: Vec<&'a str>,
    pub(super) default: Option<&'a Expr>,
    /// Where it is what is left of an object: what the pattern took out of it before.
    taken: Option<Vec<&'a str>>,
}

impl<'a> Flow<'a> {
    pub(super) fn from(origin: Origin<'a>) -> Flow<'a> {
        Flow { origin, path: Vec::new(), default: None, taken: None }
    }

    fn property(&self, name: &'a str) -> Flow<'a> {
        if self.path.len() == LONGEST_PATH {
            return Flow::from(Origin::Other);
        }
        let mut path = self.path.clone();
        path.push(name);
        Flow { path, ..Flow::from(self.origin) }
    }

    fn rest(&self, taken: Vec<&'a str>) -> Flow<'a> {
        Flow { path: self.path.clone(), taken: Some(taken), ..Flow::from(self.origin) }
    }

    fn def(mut self, place: Place) -> Def<'a> {
        if let Some(taken) = self.taken.take() {
            return Def::Rest { of: Box::new(self.def(place)), taken };
        }
        match self.origin {
            Origin::Value(expr) => {
                Def::Value { expr, place, path: self.path, default: self.default }
            }
            Origin::Parameter(typed) => Def::Parameter {
                path: self.path,
                typed,
                default: self.default.map(|default| (default, place)),
            },
            Origin::Other => Def::Other,
        }
    }
}

impl<'a> Walker<'a, '_> {
    /// Binds the names of a pattern and visits the expressions in it.
    pub(super) fn pat(&mut self, pat: &'a Pat, mode: Mode, flow: Flow<'a>) {
        match pat {
            Pat::Ident(ident) => self.bind(ident, mode, flow),
            Pat::Object(object) => self.object_pat(object, mode, flow),
            Pat::Array(array) => {
                for element in array.elems.iter().flatten() {
                    self.pat(element, mode, Flow::from(Origin::Other));
                }
            }
            Pat::Rest(rest) => self.pat(&rest.arg, mode, Flow::from(Origin::Other)),
            Pat::Assign(assign) => {
                self.expr(&assign.right, Outlet::None);
                let flow = match (&*assign.left, flow) {
                    // `{ LOGS } = env` as a parameter: the default is what is taken apart.
                    (Pat::Object(_), Flow { origin: Origin::Parameter(None), path, .. })
                        if path.is_empty() =>
                    {
                        Flow::from(Origin::Value(&assign.right))
                    }
                    (_, flow) => Flow { default: Some(&assign.right), ..flow },
                };
                self.pat(&assign.left, mode, flow);
            }
            Pat::Expr(expr) => self.assign_to_expr(expr, flow),
            Pat::Invalid(_) => {}
        }
    }

    fn bind(&mut self, ident: &'a BindingIdent, mode: Mode, flow: Flow<'a>) {
        let typed = ident.type_ann.as_deref().map(|annotation| &*annotation.type_ann);
        let def = flow.def(self.place);
        match mode {
            Mode::Declare(scope) => {
                let binding = self.binding(scope, &ident.id.sym);
                binding.typed = binding.typed.or(typed);
                binding.defs.push(def);
            }
            Mode::Assign => self.writes.push((self.place.scope, &ident.id.sym, def)),
        }
    }

    fn object_pat(&mut self, object: &'a ObjectPat, mode: Mode, mut flow: Flow<'a>) {
        let typed = object.type_ann.as_deref().map(|annotation| &*annotation.type_ann);
        if let (Origin::Parameter(None), Some(typed), true) =
            (flow.origin, typed, flow.path.is_empty())
        {
            flow.origin = Origin::Parameter(Some(typed));
        }
        for prop in &object.props {
            match prop {
                ObjectPatProp::Assign(prop) => {
                    if let Some(default) = &prop.value {
                        self.expr(default, Outlet::None);
                    }
                    let inner = flow.property(&prop.key.id.sym);
                    self.bind(&prop.key, mode, Flow { default: prop.value.as_deref(), ..inner });
                }
                ObjectPatProp::KeyValue(prop) => {
                    if let PropName::Computed(key) = &prop.key {
                        self.expr(&key.expr, Outlet::None);
                    }
                    let inner = match prop_name(&prop.key) {
                        Some(name) => flow.property(name),
                        None => Flow::from(Origin::Other),
                    };
                    self.pat(&prop.value, mode, inner);
                }
                ObjectPatProp::Rest(rest) => {
                    let taken = object.props.iter().filter_map(taken_by).collect();
                    self.pat(&rest.arg, mode, flow.rest(taken));
                }
            }
        }
    }

    /// `(a.b)` or `this.x` as the target of a destructuring assignment.
    fn assign_to_expr(&mut self, expr: &'a Expr, flow: Flow<'a>) {
        match unwrap(expr) {
            Expr::Ident(ident) => {
                let def = flow.def(self.place);
                self.writes.push((self.place.scope, &ident.sym, def));
            }
            Expr::Member(member) => {
                self.assign_to_member(member, flow);
            }
            other => self.expr(other, Outlet::None),
        }
    }

    /// Records `this.x = …`; says whether it did.
    fn assign_to_member(&mut self, member: &'a MemberExpr, flow: Flow<'a>) -> bool {
        if let (Expr::This(_), Some(class), Some(name)) =
            (unwrap(&member.obj), self.place.this, field_name(&member.prop))
        {
            let def = flow.def(self.place);
            self.field(class, name).defs.push(def);
            return true;
        }
        self.expr(&member.obj, Outlet::None);
        if let MemberProp::Computed(key) = &member.prop {
            self.expr(&key.expr, Outlet::None);
        }
        false
    }

    /// Visits the left side of an assignment; says whether its value is followed from there.
    pub(super) fn assign(&mut self, target: &'a AssignTarget, flow: Flow<'a>) -> bool {
        match target {
            AssignTarget::Simple(simple) => self.assign_simple(simple, flow),
            AssignTarget::Pat(AssignTargetPat::Object(object)) => {
                self.object_pat(object, Mode::Assign, flow);
                true
            }
            AssignTarget::Pat(AssignTargetPat::Array(array)) => {
                for element in array.elems.iter().flatten() {
                    self.pat(element, Mode::Assign, Flow::from(Origin::Other));
                }
                true
            }
            AssignTarget::Pat(AssignTargetPat::Invalid(_)) => true,
        }
    }

    fn assign_simple(&mut self, target: &'a SimpleAssignTarget, flow: Flow<'a>) -> bool {
        let inner = match target {
            SimpleAssignTarget::Ident(ident) => {
                self.bind(ident, Mode::Assign, flow);
                return true;
            }
            SimpleAssignTarget::Member(member) => return self.assign_to_member(member, flow),
            SimpleAssignTarget::Paren(e) => &e.expr,
            SimpleAssignTarget::TsAs(e) => &e.expr,
            SimpleAssignTarget::TsSatisfies(e) => &e.expr,
            SimpleAssignTarget::TsNonNull(e) => &e.expr,
            SimpleAssignTarget::TsTypeAssertion(e) => &e.expr,
            SimpleAssignTarget::TsInstantiation(e) => &e.expr,
            SimpleAssignTarget::SuperProp(e) => {
                if let swc_ecma_ast::SuperProp::Computed(key) = &e.prop {
                    self.expr(&key.expr, Outlet::None);
                }
                return false;
            }
            SimpleAssignTarget::OptChain(_) | SimpleAssignTarget::Invalid(_) => return false,
        };
        match unwrap(inner) {
            Expr::Member(member) => self.assign_to_member(member, flow),
            other => {
                self.assign_to_expr(other, flow);
                true
            }
        }
    }
}

/// The property that a part of a pattern takes out of an object. One with a computed name may take any:
/// what is called by its name is there all the same, or the call fails.
fn taken_by(prop: &ObjectPatProp) -> Option<&str> {
    match prop {
        ObjectPatProp::Assign(prop) => Some(&prop.key.id.sym),
        ObjectPatProp::KeyValue(prop) => prop_name(&prop.key),
        ObjectPatProp::Rest(_) => None,
    }
}

/// An expression without the parentheses and types around it.
#[must_use]
pub fn unwrap(mut expr: &Expr) -> &Expr {
    loop {
        expr = match expr {
            Expr::Paren(e) => &e.expr,
            Expr::TsAs(e) => &e.expr,
            Expr::TsNonNull(e) => &e.expr,
            Expr::TsSatisfies(e) => &e.expr,
            Expr::TsConstAssertion(e) => &e.expr,
            Expr::TsTypeAssertion(e) => &e.expr,
            Expr::TsInstantiation(e) => &e.expr,
            _ => return expr,
        }
    }
}

/// The name that a property key is known to be.
#[must_use]
pub fn prop_name(key: &PropName) -> Option<&str> {
    match key {
        PropName::Ident(name) => Some(&name.sym),
        PropName::Str(name) => name.value.as_wtf8().as_str(),
        PropName::Computed(key) => static_name(&key.expr),
        PropName::Num(_) | PropName::BigInt(_) => None,
    }
}

/// The string that an expression is known to be.
#[must_use]
pub fn static_name(expr: &Expr) -> Option<&str> {
    match unwrap(expr) {
        Expr::Lit(swc_ecma_ast::Lit::Str(text)) => text.value.as_wtf8().as_str(),
        Expr::Tpl(template) if template.exprs.is_empty() => {
            template.quasis.first()?.cooked.as_ref()?.as_wtf8().as_str()
        }
        _ => None,
    }
}

/// The name of the property that a member expression reads.
#[must_use]
pub fn field_name(prop: &MemberProp) -> Option<FieldName<'_>> {
    match prop {
        MemberProp::Ident(name) => Some(FieldName { private: false, name: &name.sym }),
        MemberProp::PrivateName(name) => Some(FieldName { private: true, name: &name.name }),
        MemberProp::Computed(key) => {
            static_name(&key.expr).map(|name| FieldName { private: false, name })
        }
    }
}
