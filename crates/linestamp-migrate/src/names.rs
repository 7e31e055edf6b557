//! Where names occur in a file, as variables, as types and of properties, and what declares one: a statement, or
//! a field that only its class knows. A property's name begins with a dot here, a private one's with `#`.

use linestamp_transform::ByteSpan;
use linestamp_transform::analysis::{byte_span, prop_name, static_name};
use rustc_hash::FxHashMap;
use swc_atoms::Atom;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{
    Accessibility, AssignPatProp, BlockStmt, ClassProp, ComputedPropName, Decl, Expr, FunctionBody,
    Ident, IdentName, ObjectPatProp, Pat, PrivateName, PrivateProp, Program, Stmt, VarDecl,
    VarDeclKind,
};
use swc_ecma_visit::{Visit, VisitWith};

/// A statement that declares a variable with a value, or some out of the properties of one; or a field.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) names: Vec<Atom>,
    /// The statement, or the field.
    pub(crate) span: ByteSpan,
    /// The value.
    pub(crate) value: Span,
    /// Where the name is known.
    pub(crate) region: ByteSpan,
}

/// All names and declarations of a file.
pub(crate) struct Names {
    at: FxHashMap<Atom, Vec<ByteSpan>>,
    pub(crate) declared: Vec<Declared>,
    region: ByteSpan,
}

impl Names {
    pub(crate) fn of(program: &Program, text: &str) -> Names {
        let region = ByteSpan { start: 0, end: text.len() };
        let mut names = Names { at: FxHashMap::default(), declared: Vec::new(), region };
        program.visit_with(&mut names);
        names
    }

    /// Where a name occurs in a region.
    pub(crate) fn within(&self, name: &Atom, region: ByteSpan) -> impl Iterator<Item = ByteSpan> {
        let places = self.at.get(name).map_or(&[][..], Vec::as_slice);
        places.iter().copied().filter(move |at| holds(region, *at))
    }

    fn note(&mut self, prefix: char, name: &str, span: Span) {
        self.at.entry(format!("{prefix}{name}").into()).or_default().push(byte_span(span));
    }

    fn field(&mut self, name: String, span: Span, value: Option<&Expr>) {
        self.declared.extend(value.map(|value| Declared {
            names: vec![name.into()],
            span: byte_span(span),
            value: value.span(),
            region: self.region,
        }));
    }

    fn declaration(&self, decl: &VarDecl) -> Option<Declared> {
        let [declarator] = decl.decls.as_slice() else { return None };
        let (names, value) = (names_of(&declarator.name)?, declarator.init.as_ref()?);
        // A `var` is known outside its block.
        (decl.kind != VarDeclKind::Var && !decl.declare).then(|| Declared {
            names,
            span: byte_span(decl.span),
            value: value.span(),
            region: self.region,
        })
    }
}

/// The names that a pattern binds, where binding them does nothing else.
fn names_of(pat: &Pat) -> Option<Vec<Atom>> {
    match pat {
        Pat::Ident(name) => Some(vec![name.sym.clone()]),
        Pat::Object(object) if !object.props.is_empty() => {
            object.props.iter().map(name_of).collect()
        }
        _ => None,
    }
}

/// The name that a property of a pattern binds.
fn name_of(property: &ObjectPatProp) -> Option<Atom> {
    match property {
        ObjectPatProp::KeyValue(pair) if !pair.key.is_computed() => match &*pair.value {
            Pat::Ident(name) => Some(name.sym.clone()),
            _ => None,
        },
        ObjectPatProp::Assign(assign) if assign.value.is_none() => Some(assign.key.sym.clone()),
        ObjectPatProp::Rest(rest) => match &*rest.arg {
            Pat::Ident(name) => Some(name.sym.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether a span lies in another.
pub(crate) fn holds(outer: ByteSpan, inner: ByteSpan) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

impl Visit for Names {
    fn visit_ident(&mut self, name: &Ident) {
        self.at.entry(name.sym.clone()).or_default().push(byte_span(name.span));
    }

    fn visit_ident_name(&mut self, name: &IdentName) {
        self.note('.', &name.sym, name.span);
    }

    /// `this['name']`
    fn visit_computed_prop_name(&mut self, name: &ComputedPropName) {
        if let Some(text) = static_name(&name.expr) {
            self.note('.', text, name.span);
        }
        name.visit_children_with(self);
    }

    /// `{ name } = this`
    fn visit_assign_pat_prop(&mut self, property: &AssignPatProp) {
        self.note('.', &property.key.sym, property.span);
        property.visit_children_with(self);
    }

    fn visit_private_name(&mut self, name: &PrivateName) {
        self.note('#', &name.name, name.span);
    }

    fn visit_private_prop(&mut self, field: &PrivateProp) {
        if field.decorators.is_empty() {
            self.field(format!("#{}", field.key.name), field.span, field.value.as_deref());
        }
        field.visit_children_with(self);
    }

    fn visit_class_prop(&mut self, field: &ClassProp) {
        if field.accessibility == Some(Accessibility::Private)
            && field.decorators.is_empty()
            && let Some(name) = prop_name(&field.key)
        {
            self.field(format!(".{name}"), field.span, field.value.as_deref());
        }
        field.visit_children_with(self);
    }

    fn visit_block_stmt(&mut self, block: &BlockStmt) {
        let outer = std::mem::replace(&mut self.region, byte_span(block.span));
        block.visit_children_with(self);
        self.region = outer;
    }

    fn visit_function_body(&mut self, body: &FunctionBody) {
        let outer = std::mem::replace(&mut self.region, byte_span(body.span));
        body.visit_children_with(self);
        self.region = outer;
    }

    fn visit_stmt(&mut self, stmt: &Stmt) {
        if let Stmt::Decl(Decl::Var(decl)) = stmt {
            self.declared.extend(self.declaration(decl));
        }
        stmt.visit_children_with(self);
    }
}
