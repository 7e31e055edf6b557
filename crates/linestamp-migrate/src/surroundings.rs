//! What stands around each call: what becomes of its value, and which functions it is in.
//!
//! Input: the tree. Output: for each call that is a statement of its own or the body of an arrow
//! function, that it is; for every call, the functions around it with their parameters.

use std::rc::Rc;

use linestamp_transform::analysis::{prop_name, unwrap};
use rustc_hash::{FxHashMap, FxHashSet};
use swc_atoms::Atom;
use swc_common::{BytePos, Span};
use swc_ecma_ast::{
    ArrowExpr, ArrowFunctionBody, BinaryOp, CallExpr, CatchClause, Class, ClassMethod, ClassProp,
    Constructor, ExportDefaultExpr, Expr, ExprStmt, ForStmt, Function, MethodProp, OptCall,
    OptChainBase, ParamOrTsParamProp, Pat, PrivateMethod, PrivateProp, Prop, PropOrSpread,
    StaticBlock, UnaryOp, VarDeclOrExpr,
};
use swc_ecma_visit::{Visit, VisitWith};

use crate::frames::{
    Frame, HANDLERS, Parameter, This, by_type, context_of, is_worker_class, named, route_of,
};
use crate::imports::local;

/// What becomes of a call's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Use {
    /// Nothing.
    Dropped,
    /// An arrow function gives it back.
    ArrowBody,
    /// Something looks at it.
    Looked,
}

/// All that is known of a file's calls.
#[derive(Debug, Default)]
pub(crate) struct Surroundings {
    uses: FxHashMap<BytePos, Use>,
    frames: FxHashMap<BytePos, Option<Rc<Frame>>>,
    /// The names that `catch` binds.
    pub(crate) caught: FxHashSet<Atom>,
}

impl Surroundings {
    pub(crate) fn of(program: &swc_ecma_ast::Program) -> Surroundings {
        let mut visitor = Visitor {
            found: Surroundings::default(),
            frame: None,
            class: This::Other,
            next: Next::default(),
            imports: Imports::of(program),
        };
        program.visit_with(&mut visitor);
        visitor.found
    }

    /// What becomes of a call's value. A call is known by the end of its span: a chain of calls
    /// begins at one place.
    pub(crate) fn use_of(&self, call: Span) -> Use {
        self.uses.get(&call.hi).copied().unwrap_or(Use::Looked)
    }

    /// The innermost function around a call.
    pub(crate) fn frame_of(&self, call: Span) -> Option<&Frame> {
        self.frames.get(&call.hi)?.as_deref()
    }
}

/// What is known of the next function that is visited.
#[derive(Debug, Clone, Copy)]
struct Next {
    this: This,
    /// Which parameter is what, whatever its name.
    parameter: Option<(usize, Parameter)>,
}

impl Default for Next {
    fn default() -> Next {
        Next { this: This::Other, parameter: None }
    }
}

struct Visitor {
    found: Surroundings,
    frame: Option<Rc<Frame>>,
    /// What `this` is in the methods of the class around.
    class: This,
    next: Next,
    imports: Imports,
}

/// What a file's imports say of its contexts.
#[derive(Debug, Clone, Copy)]
struct Imports {
    /// Whether something of Hono's is imported.
    hono: bool,
    /// Whether `Context` is that of another package.
    other_context: bool,
}

impl Imports {
    fn of(program: &swc_ecma_ast::Program) -> Imports {
        let mut found = Imports { hono: false, other_context: false };
        for import in crate::imports::all(program) {
            let specifier = import.src.value.as_wtf8().as_str().unwrap_or("");
            let is_hono = specifier == "hono" || specifier.starts_with("hono/");
            let names_context =
                || import.specifiers.iter().any(|item| local(item).sym == "Context");
            found.hono |= is_hono;
            found.other_context |= !is_hono && !specifier.starts_with('.') && names_context();
        }
        found
    }
}

impl Visitor {
    fn inside(&mut self, frame: Frame, visit: impl FnOnce(&mut Self)) {
        let outer = self.frame.replace(Rc::new(frame));
        visit(self);
        self.frame = outer;
    }

    fn function<'p>(
        &mut self,
        this: This,
        parameters: impl Iterator<Item = &'p Pat>,
        visit: impl FnOnce(&mut Self),
    ) {
        let known = std::mem::take(&mut self.next).parameter;
        let role = |(index, pat)| {
            let (name, typed) = named(pat)?;
            let role = match known {
                Some((at, role)) if at == index => role,
                _ => typed.map_or(Parameter::Other, |typed| {
                    by_type(&name.sym, typed, !self.imports.other_context)
                }),
            };
            Some((name.sym.clone(), role))
        };
        let parameters = parameters.enumerate().filter_map(role).collect();
        let frame = Frame { around: self.frame.clone(), parameters, this, at_load: false };
        self.inside(frame, visit);
    }

    /// A value that is made as the class is, or as an instance is.
    fn member_value(&mut self, is_static: bool, visit: impl FnOnce(&mut Self)) {
        let this = if is_static { This::Other } else { self.class };
        let around = self.frame.clone();
        let at_load = is_static && around.as_ref().is_none_or(|frame| frame.at_load);
        self.inside(Frame { around, parameters: Vec::new(), this, at_load }, visit);
    }

    fn drop_value(&mut self, expr: &Expr, how: Use) {
        match expr {
            Expr::Call(call) => _ = self.found.uses.insert(call.span.hi, how),
            Expr::OptChain(chain) => {
                if let OptChainBase::Call(call) = &*chain.base {
                    self.found.uses.insert(call.span.hi, how);
                }
            }
            Expr::Paren(inner) => self.drop_value(&inner.expr, how),
            // Only where nothing is left of the value, may more stand around the call.
            _ if how == Use::ArrowBody => {}
            Expr::Bin(bin)
                if matches!(
                    bin.op,
                    BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing
                ) =>
            {
                self.drop_value(&bin.right, how)
            }
            Expr::Cond(cond) => {
                self.drop_value(&cond.cons, how);
                self.drop_value(&cond.alt, how);
            }
            Expr::Seq(seq) => seq.exprs.iter().for_each(|expr| self.drop_value(expr, how)),
            Expr::Unary(unary) if unary.op == UnaryOp::Void => self.drop_value(&unary.arg, how),
            _ => {}
        }
    }

    fn note(&mut self, call: Span) {
        self.found.frames.insert(call.hi, self.frame.clone());
    }

    /// Visits the arguments of a route, whose functions take Hono's context.
    fn route(&mut self, call: &CallExpr, method: &str) {
        call.callee.visit_with(self);
        let at = context_of(method);
        for arg in &call.args {
            if matches!(unwrap(&arg.expr), Expr::Fn(_) | Expr::Arrow(_)) {
                self.next.parameter = Some((at, Parameter::Context));
            }
            arg.visit_with(self);
            self.next = Next::default();
        }
    }
}

impl Visit for Visitor {
    fn visit_expr_stmt(&mut self, stmt: &ExprStmt) {
        self.drop_value(&stmt.expr, Use::Dropped);
        stmt.visit_children_with(self);
    }

    fn visit_for_stmt(&mut self, stmt: &ForStmt) {
        if let Some(VarDeclOrExpr::Expr(init)) = &stmt.init {
            self.drop_value(init, Use::Dropped);
        }
        if let Some(update) = &stmt.update {
            self.drop_value(update, Use::Dropped);
        }
        stmt.visit_children_with(self);
    }

    fn visit_call_expr(&mut self, call: &CallExpr) {
        self.note(call.span);
        match route_of(call, self.imports.hono) {
            Some(method) => self.route(call, method),
            None => call.visit_children_with(self),
        }
    }

    fn visit_opt_call(&mut self, call: &OptCall) {
        self.note(call.span);
        call.visit_children_with(self);
    }

    fn visit_catch_clause(&mut self, clause: &CatchClause) {
        if let Some(Pat::Ident(name)) = &clause.param {
            self.found.caught.insert(name.sym.clone());
        }
        clause.visit_children_with(self);
    }

    fn visit_function(&mut self, function: &Function) {
        let this = self.next.this;
        self.function(this, function.params.iter().map(|param| &param.pat), |visitor| {
            function.visit_children_with(visitor);
        });
    }

    fn visit_arrow_expr(&mut self, arrow: &ArrowExpr) {
        if let ArrowFunctionBody::Expr(body) = &*arrow.body {
            self.drop_value(body, Use::ArrowBody);
        }
        self.function(This::Outer, arrow.params.iter(), |visitor| {
            arrow.visit_children_with(visitor);
        });
    }

    fn visit_constructor(&mut self, constructor: &Constructor) {
        let parameters = constructor.params.iter().filter_map(|param| match param {
            ParamOrTsParamProp::Param(param) => Some(&param.pat),
            ParamOrTsParamProp::TsParamProp(_) => None,
        });
        // There is no `this` before `super()`.
        self.function(This::Other, parameters, |visitor| {
            constructor.visit_children_with(visitor);
        });
    }

    fn visit_class(&mut self, class: &Class) {
        let this = if is_worker_class(class) { This::Worker } else { This::Other };
        let outer = std::mem::replace(&mut self.class, this);
        class.visit_children_with(self);
        self.class = outer;
    }

    fn visit_class_method(&mut self, method: &ClassMethod) {
        method.key.visit_with(self);
        self.next.this = if method.is_static { This::Other } else { self.class };
        method.function.visit_with(self);
    }

    fn visit_private_method(&mut self, method: &PrivateMethod) {
        self.next.this = if method.is_static { This::Other } else { self.class };
        method.function.visit_with(self);
    }

    fn visit_class_prop(&mut self, field: &ClassProp) {
        self.member_value(field.is_static, |visitor| field.visit_children_with(visitor));
    }

    fn visit_private_prop(&mut self, field: &PrivateProp) {
        self.member_value(field.is_static, |visitor| field.visit_children_with(visitor));
    }

    fn visit_static_block(&mut self, block: &StaticBlock) {
        self.member_value(true, |visitor| block.visit_children_with(visitor));
    }

    fn visit_export_default_expr(&mut self, export: &ExportDefaultExpr) {
        let Expr::Object(worker) = unwrap(&export.expr) else {
            export.visit_children_with(self);
            return;
        };
        for property in &worker.props {
            if let PropOrSpread::Prop(property) = property {
                let (key, is_function) = match &**property {
                    Prop::Method(MethodProp { key, .. }) => (prop_name(key), true),
                    Prop::KeyValue(pair) => {
                        let value = unwrap(&pair.value);
                        (prop_name(&pair.key), matches!(value, Expr::Fn(_) | Expr::Arrow(_)))
                    }
                    _ => (None, false),
                };
                if is_function && key.is_some_and(|key| HANDLERS.contains(&key)) {
                    self.next.parameter = Some((1, Parameter::Env));
                }
            }
            property.visit_with(self);
            self.next = Next::default();
        }
    }
}
