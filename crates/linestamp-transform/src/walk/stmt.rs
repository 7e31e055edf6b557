//! Statements and declarations.

use swc_common::Spanned;
use swc_ecma_ast::{
    Decl, DefaultDecl, ExportDecl, ExportSpecifier, Expr, ForHead, Ident, ImportDecl,
    ImportSpecifier, ModuleDecl, ModuleExportName, ModuleItem, NamedExport, Pat, Stmt, TryStmt,
    TsModuleRef, TsNamespaceBody, VarDecl, VarDeclKind, VarDeclOrExpr, VarDeclarator,
};

use super::declare::{Flow, Mode, Origin};
use super::{Outlet, Walker};
use crate::facts::{Def, Exit, Export, Leaving, ScopeId, Subject};

impl<'a> Walker<'a, '_> {
    pub(super) fn module_items(&mut self, items: &'a [ModuleItem]) {
        for item in items {
            match item {
                ModuleItem::Stmt(stmt) => self.stmt(stmt),
                ModuleItem::ModuleDecl(decl) => {
                    self.heeding(decl.span(), |walker| walker.module_decl(decl));
                }
            }
        }
    }

    pub(super) fn stmts(&mut self, stmts: &'a [Stmt]) {
        for stmt in stmts {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        self.heeding(stmt.span(), |walker| {
            walker.mark_in_stmt(stmt);
            walker.plain_stmt(stmt);
        });
    }

    fn plain_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Expr(stmt) => self.expr(&stmt.expr, Outlet::None),
            Stmt::Decl(decl) => self.decl(decl),
            Stmt::Return(stmt) => {
                if let Some(arg) = &stmt.arg {
                    self.expr(arg, Outlet::Exit(Exit::Returned));
                }
            }
            Stmt::If(stmt) => {
                self.expr(&stmt.test, Outlet::None);
                self.stmt(&stmt.cons);
                stmt.alt.iter().for_each(|alt| self.stmt(alt));
            }
            Stmt::Block(block) => self.block(&block.stmts),
            Stmt::Throw(stmt) => self.expr(&stmt.arg, Outlet::Exit(Exit::PassedOn)),
            Stmt::Try(stmt) => self.try_stmt(stmt),
            Stmt::For(stmt) => self.scoped(false, |walker| {
                match &stmt.init {
                    Some(VarDeclOrExpr::VarDecl(decl)) => walker.var_decl(decl),
                    Some(VarDeclOrExpr::Expr(expr)) => walker.expr(expr, Outlet::None),
                    None => {}
                }
                for expr in stmt.test.iter().chain(&stmt.update) {
                    walker.expr(expr, Outlet::None);
                }
                walker.stmt(&stmt.body);
            }),
            Stmt::ForIn(stmt) => self.for_each(&stmt.left, &stmt.right, &stmt.body),
            Stmt::ForOf(stmt) => self.for_each(&stmt.left, &stmt.right, &stmt.body),
            Stmt::While(stmt) => {
                self.expr(&stmt.test, Outlet::None);
                self.stmt(&stmt.body);
            }
            Stmt::DoWhile(stmt) => {
                self.stmt(&stmt.body);
                self.expr(&stmt.test, Outlet::None);
            }
            Stmt::Switch(stmt) => {
                self.expr(&stmt.discriminant, Outlet::None);
                self.scoped(false, |walker| {
                    for case in &stmt.cases {
                        case.test.iter().for_each(|test| walker.expr(test, Outlet::None));
                        walker.stmts(&case.cons);
                    }
                });
            }
            Stmt::Labeled(stmt) => self.stmt(&stmt.body),
            Stmt::With(stmt) => {
                self.expr(&stmt.obj, Outlet::None);
                self.stmt(&stmt.body);
            }
            Stmt::Empty(_) | Stmt::Debugger(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
        }
    }

    fn block(&mut self, stmts: &'a [Stmt]) {
        self.scoped(false, |walker| walker.stmts(stmts));
    }

    fn try_stmt(&mut self, stmt: &'a TryStmt) {
        self.block(&stmt.block.stmts);
        if let Some(handler) = &stmt.handler {
            self.scoped(false, |walker| {
                if let Some(param) = &handler.param {
                    let mode = Mode::Declare(walker.place.scope);
                    walker.pat(param, mode, Flow::from(Origin::Other));
                }
                walker.stmts(&handler.body.stmts);
            });
        }
        if let Some(finalizer) = &stmt.finalizer {
            self.block(&finalizer.stmts);
        }
    }

    fn for_each(&mut self, left: &'a ForHead, right: &'a Expr, body: &'a Stmt) {
        self.scoped(false, |walker| {
            walker.expr(right, Outlet::None);
            match left {
                ForHead::VarDecl(decl) => {
                    let scope = walker.scope_of(decl.kind);
                    for declarator in &decl.decls {
                        walker.pat(
                            &declarator.name,
                            Mode::Declare(scope),
                            Flow::from(Origin::Other),
                        );
                    }
                }
                ForHead::UsingDecl(decl) => {
                    let scope = walker.place.scope;
                    for declarator in &decl.decls {
                        walker.pat(
                            &declarator.name,
                            Mode::Declare(scope),
                            Flow::from(Origin::Other),
                        );
                    }
                }
                ForHead::Pat(pat) => walker.pat(pat, Mode::Assign, Flow::from(Origin::Other)),
            }
            walker.stmt(body);
        });
    }

    fn scope_of(&self, kind: VarDeclKind) -> ScopeId {
        if kind == VarDeclKind::Var { self.hoisting_scope() } else { self.place.scope }
    }

    fn decl(&mut self, decl: &'a Decl) {
        match decl {
            Decl::Var(decl) => self.var_decl(decl),
            Decl::Using(decl) => self.declarators(&decl.decls, self.place.scope),
            Decl::Fn(decl) => {
                self.define(self.place.scope, &decl.ident.sym, Def::Other);
                self.function(&decl.function, None);
            }
            Decl::Class(decl) => {
                self.define(self.place.scope, &decl.ident.sym, Def::Other);
                self.class(&decl.class);
            }
            Decl::TsEnum(decl) => {
                self.define(self.place.scope, &decl.id.sym, Def::Other);
                self.scoped(false, |walker| {
                    for init in decl.members.iter().filter_map(|member| member.init.as_deref()) {
                        walker.expr(init, Outlet::None);
                    }
                });
            }
            Decl::TsModule(decl) => {
                if let swc_ecma_ast::TsModuleName::Ident(name) = &decl.id
                    && !decl.global
                {
                    self.define(self.place.scope, &name.sym, Def::Other);
                }
                decl.body.iter().for_each(|body| self.namespace(body));
            }
            Decl::TsInterface(_) | Decl::TsTypeAlias(_) => {}
        }
    }

    fn namespace(&mut self, body: &'a TsNamespaceBody) {
        self.with_this(None, |walker| {
            walker.scoped(true, |walker| match body {
                TsNamespaceBody::TsModuleBlock(block) => walker.module_items(&block.body),
                TsNamespaceBody::TsNamespaceDecl(decl) => {
                    walker.define(walker.place.scope, &decl.id.sym, Def::Other);
                    walker.namespace(&decl.body);
                }
            });
        });
    }

    fn var_decl(&mut self, decl: &'a VarDecl) {
        let scope = self.scope_of(decl.kind);
        self.declarators(&decl.decls, scope);
    }

    fn declarators(&mut self, declarators: &'a [VarDeclarator], scope: ScopeId) {
        for declarator in declarators {
            match (&declarator.init, &declarator.name) {
                (Some(init), name) => {
                    self.expr(init, Outlet::None);
                    self.pat(name, Mode::Declare(scope), Flow::from(Origin::Value(init)));
                }
                // Without a value: an assignment will come, or `declare` says that one has.
                (None, Pat::Ident(ident)) => {
                    let typed = ident.type_ann.as_deref().map(|typed| &*typed.type_ann);
                    let binding = self.binding(scope, &ident.id.sym);
                    binding.typed = binding.typed.or(typed);
                }
                (None, name) => self.pat(name, Mode::Declare(scope), Flow::from(Origin::Other)),
            }
        }
    }

    fn module_decl(&mut self, decl: &'a ModuleDecl) {
        match decl {
            ModuleDecl::Import(decl) => self.import(decl),
            ModuleDecl::ExportDecl(export) => self.export_decl(export),
            ModuleDecl::ExportNamed(export) => self.export_named(export),
            ModuleDecl::ExportDefaultDecl(export) => match &export.decl {
                DefaultDecl::Fn(function) => {
                    if let Some(name) = &function.ident {
                        self.define(self.place.scope, &name.sym, Def::Other);
                    }
                    self.function(&function.function, None);
                }
                DefaultDecl::Class(class) => {
                    if let Some(name) = &class.ident {
                        self.define(self.place.scope, &name.sym, Def::Other);
                    }
                    self.class(&class.class);
                }
                DefaultDecl::TsInterfaceDecl(_) => {}
            },
            ModuleDecl::ExportDefaultExpr(export) => {
                self.mark_at(export.span.lo, &export.expr);
                self.expr(&export.expr, Outlet::Exit(Exit::Exported));
            }
            ModuleDecl::TsImportEquals(decl) if !decl.is_type_only => {
                let place = self.place;
                let def = match &decl.module_ref {
                    TsModuleRef::TsEntityName(name) => Def::Entity { name, place },
                    TsModuleRef::TsExternalModuleRef(module) => Def::Import {
                        specifier: module.expr.value.as_wtf8().as_str().unwrap_or(""),
                        name: Export::Namespace,
                    },
                };
                self.define(place.scope, &decl.id.sym, def);
                if decl.is_export {
                    self.export_binding(&decl.id, &decl.id.sym);
                }
            }
            ModuleDecl::TsExportAssignment(export) => {
                self.expr(&export.expr, Outlet::Exit(Exit::Exported));
            }
            ModuleDecl::TsImportEquals(_)
            | ModuleDecl::ExportAll(_)
            | ModuleDecl::TsNamespaceExport(_) => {}
        }
    }

    fn import(&mut self, import: &'a ImportDecl) {
        self.facts.strings.push(import.src.span.lo);
        let specifier = import.src.value.as_wtf8().as_str().unwrap_or("");
        if import.type_only {
            return;
        }
        for item in &import.specifiers {
            let (local, name) = match item {
                ImportSpecifier::Named(named) if named.is_type_only => continue,
                ImportSpecifier::Named(named) => {
                    let imported = named.imported.as_ref().map_or(&*named.local.sym, export_name);
                    let name = if imported == "default" {
                        Export::Default
                    } else {
                        Export::Named(imported)
                    };
                    (&named.local, name)
                }
                ImportSpecifier::Default(default) => (&default.local, Export::Default),
                ImportSpecifier::Namespace(namespace) => (&namespace.local, Export::Namespace),
            };
            self.define(self.place.scope, &local.sym, Def::Import { specifier, name });
        }
    }

    fn export_decl(&mut self, export: &'a ExportDecl) {
        if let Decl::Var(decl) = &export.decl {
            for declarator in &decl.decls {
                if let Some(init) = &declarator.init {
                    self.mark_at(export.span.lo, init);
                }
                self.export_pat(&declarator.name);
            }
        }
        self.decl(&export.decl);
    }

    fn export_pat(&mut self, pat: &'a Pat) {
        match pat {
            Pat::Ident(ident) => self.export_binding(&ident.id, &ident.id.sym),
            Pat::Object(object) => {
                for prop in &object.props {
                    match prop {
                        swc_ecma_ast::ObjectPatProp::Assign(prop) => {
                            self.export_binding(&prop.key.id, &prop.key.id.sym);
                        }
                        swc_ecma_ast::ObjectPatProp::KeyValue(prop) => self.export_pat(&prop.value),
                        swc_ecma_ast::ObjectPatProp::Rest(_) => {}
                    }
                }
            }
            Pat::Assign(assign) => self.export_pat(&assign.left),
            Pat::Array(_) | Pat::Rest(_) | Pat::Expr(_) | Pat::Invalid(_) => {}
        }
    }

    fn export_binding(&mut self, local: &'a Ident, exported: &'a str) {
        let what = Subject::Binding { local, exported };
        let (place, ignored) = (self.place, self.ignored);
        self.facts.leaving.push(Leaving { what, exit: Exit::Exported, place, ignored });
    }

    fn export_named(&mut self, export: &'a NamedExport) {
        if export.type_only {
            return;
        }
        for item in &export.specifiers {
            let ExportSpecifier::Named(named) = item else { continue };
            if named.is_type_only {
                continue;
            }
            let exported =
                named.exported.as_ref().map_or_else(|| export_name(&named.orig), export_name);
            match (&export.src, &named.orig) {
                (None, ModuleExportName::Ident(local)) => self.export_binding(local, exported),
                (None, ModuleExportName::Str(_)) => {}
                (Some(module), orig) => {
                    let what = Subject::Reexport {
                        specifier: module.value.as_wtf8().as_str().unwrap_or(""),
                        name: export_name(orig),
                        span: named.span,
                    };
                    let (place, ignored) = (self.place, self.ignored);
                    self.facts.leaving.push(Leaving { what, exit: Exit::Exported, place, ignored });
                }
            }
        }
    }

    /// Notes the literal of a statement under a marker comment.
    fn mark_in_stmt(&mut self, stmt: &'a Stmt) {
        let (at, value) = match stmt {
            Stmt::Return(stmt) => (stmt.span.lo, stmt.arg.as_deref()),
            Stmt::Decl(Decl::Var(decl)) => {
                (decl.span.lo, decl.decls.first().and_then(|declarator| declarator.init.as_deref()))
            }
            Stmt::Expr(stmt) => match &*stmt.expr {
                Expr::Assign(assign) => (stmt.span.lo, Some(&*assign.right)),
                _ => return,
            },
            _ => return,
        };
        if let Some(value) = value {
            self.mark_at(at, value);
        }
    }

    /// Notes the literal that `value` is, if what begins at `at` stands under a marker comment.
    fn mark_at(&mut self, at: swc_common::BytePos, value: &'a Expr) {
        use super::declare::unwrap;
        if let Expr::Object(literal) = unwrap(value)
            && self.directives.marks(at)
        {
            let ignored = self.ignored;
            self.facts.marked.push(crate::facts::Marked { literal, ignored });
        }
    }
}

fn export_name(name: &ModuleExportName) -> &str {
    match name {
        ModuleExportName::Ident(name) => &name.sym,
        ModuleExportName::Str(name) => name.value.as_wtf8().as_str().unwrap_or(""),
    }
}
