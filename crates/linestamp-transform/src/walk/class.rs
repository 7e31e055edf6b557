//! Classes and functions: their scopes, their parameters, what `this` is in them.

use swc_ecma_ast::{
    ArrowExpr, ArrowFunctionBody, Class, ClassMember, Constructor, Decorator, Expr, Function, Key,
    Param, ParamOrTsParamProp, Pat, PropName, TsParamPropParam, TsTypeAnn,
};

use super::declare::{Flow, Mode, Origin, prop_name};
use super::{Outlet, Walker};
use crate::facts::{ClassId, Def, Exit, FieldName};

/// What a field's declaration says about it.
struct Declared<'a> {
    name: Option<FieldName<'a>>,
    value: Option<&'a Expr>,
    typed: Option<&'a TsTypeAnn>,
    is_static: bool,
}

impl<'a> Walker<'a, '_> {
    /// Visits a function, with `this` as its kind has it.
    pub(super) fn function(&mut self, function: &'a Function, this: Option<ClassId>) {
        self.decorators(&function.decorators);
        self.with_this(this, |walker| {
            walker.scoped(true, |walker| {
                for param in &function.params {
                    walker.param(param);
                }
                if let Some(body) = &function.body {
                    walker.stmts(&body.stmts);
                }
            });
        });
    }

    pub(super) fn arrow(&mut self, arrow: &'a ArrowExpr) {
        self.scoped(true, |walker| {
            for param in &arrow.params {
                walker.parameter_pat(param);
            }
            match &*arrow.body {
                ArrowFunctionBody::FunctionBody(body) => walker.stmts(&body.stmts),
                ArrowFunctionBody::Expr(expr) => walker.expr(expr, Outlet::Exit(Exit::Returned)),
            }
        });
    }

    fn param(&mut self, param: &'a Param) {
        self.decorators(&param.decorators);
        self.parameter_pat(&param.pat);
    }

    fn parameter_pat(&mut self, pat: &'a Pat) {
        let mode = Mode::Declare(self.place.scope);
        self.pat(pat, mode, Flow::from(Origin::Parameter(None)));
    }

    pub(super) fn decorators(&mut self, decorators: &'a [Decorator]) {
        for decorator in decorators {
            self.expr(&decorator.expr, Outlet::None);
        }
    }

    pub(super) fn class(&mut self, class: &'a Class) {
        self.decorators(&class.decorators);
        if let Some(parent) = &class.super_class {
            self.expr(parent, Outlet::None);
        }
        let id = self.new_class();
        for member in &class.body {
            self.heeding(swc_common::Spanned::span(member), |walker| {
                walker.class_member(member, id)
            });
        }
    }

    fn class_member(&mut self, member: &'a ClassMember, class: ClassId) {
        let this = |is_static: bool| (!is_static).then_some(class);
        match member {
            ClassMember::Constructor(constructor) => self.constructor(constructor, class),
            ClassMember::Method(method) => {
                self.key(&method.key);
                self.function(&method.function, this(method.is_static));
            }
            ClassMember::PrivateMethod(method) => {
                self.function(&method.function, this(method.is_static));
            }
            ClassMember::ClassProp(prop) => {
                self.key(&prop.key);
                self.decorators(&prop.decorators);
                let name = prop_name(&prop.key).map(|name| FieldName { private: false, name });
                let (value, typed) = (prop.value.as_deref(), prop.type_ann.as_deref());
                self.class_field(class, Declared { name, value, typed, is_static: prop.is_static });
            }
            ClassMember::PrivateProp(prop) => {
                self.decorators(&prop.decorators);
                let name = Some(FieldName { private: true, name: &prop.key.name });
                let (value, typed) = (prop.value.as_deref(), prop.type_ann.as_deref());
                self.class_field(class, Declared { name, value, typed, is_static: prop.is_static });
            }
            ClassMember::AutoAccessor(accessor) => {
                self.decorators(&accessor.decorators);
                let name = match &accessor.key {
                    Key::Private(key) => Some(FieldName { private: true, name: &key.name }),
                    Key::Public(key) => {
                        self.key(key);
                        prop_name(key).map(|name| FieldName { private: false, name })
                    }
                };
                let (value, typed) = (accessor.value.as_deref(), accessor.type_ann.as_deref());
                let is_static = accessor.is_static;
                self.class_field(class, Declared { name, value, typed, is_static });
            }
            ClassMember::StaticBlock(block) => {
                self.with_this(None, |walker| {
                    walker.scoped(true, |walker| walker.stmts(&block.body.stmts));
                });
            }
            ClassMember::TsIndexSignature(_) | ClassMember::Empty(_) => {}
        }
    }

    fn class_field(&mut self, class: ClassId, declared: Declared<'a>) {
        let this = (!declared.is_static).then_some(class);
        let tracked = declared.name.filter(|_| !declared.is_static);
        self.with_this(this, |walker| {
            // An initializer is a function of its own, for `var` and for `arguments`.
            walker.scoped(true, |walker| {
                let place = walker.place;
                if let Some(value) = declared.value {
                    let outlet = match tracked {
                        Some(_) => Outlet::None,
                        None => Outlet::Exit(Exit::Stored),
                    };
                    walker.expr(value, outlet);
                }
                if let Some(name) = tracked {
                    let field = walker.field(class, name);
                    field.typed = field.typed.or(declared.typed.map(|typed| &*typed.type_ann));
                    let value = |expr| Def::Value { expr, place, path: Vec::new(), default: None };
                    field.defs.extend(declared.value.map(value));
                }
            });
        });
    }

    fn constructor(&mut self, constructor: &'a Constructor, class: ClassId) {
        self.with_this(Some(class), |walker| {
            walker.scoped(true, |walker| {
                for param in &constructor.params {
                    match param {
                        ParamOrTsParamProp::Param(param) => walker.param(param),
                        ParamOrTsParamProp::TsParamProp(prop) => {
                            walker.decorators(&prop.decorators);
                            walker.parameter_property(&prop.param, class);
                        }
                    }
                }
                if let Some(body) = &constructor.body {
                    walker.stmts(&body.stmts);
                }
            });
        });
    }

    /// `constructor(private logs: Env['LOGS'])` is a parameter and a field.
    fn parameter_property(&mut self, param: &'a TsParamPropParam, class: ClassId) {
        let scope = self.place.scope;
        let (ident, default) = match param {
            TsParamPropParam::Ident(ident) => (ident, None),
            TsParamPropParam::Assign(assign) => {
                self.expr(&assign.right, Outlet::None);
                match &*assign.left {
                    Pat::Ident(ident) => (ident, Some(&*assign.right)),
                    _ => return,
                }
            }
        };
        let default = default.map(|default| (default, self.place));
        let def = || Def::Parameter { path: Vec::new(), typed: None, default };
        let typed = ident.type_ann.as_deref().map(|typed| &*typed.type_ann);
        let binding = self.binding(scope, &ident.id.sym);
        binding.typed = typed;
        binding.defs.push(def());
        let field = self.field(class, FieldName { private: false, name: &ident.id.sym });
        field.typed = typed;
        field.defs.push(def());
    }

    pub(super) fn key(&mut self, key: &'a PropName) {
        if let PropName::Computed(key) = key {
            self.expr(&key.expr, Outlet::None);
        }
    }
}
