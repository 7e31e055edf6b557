//! Where names occur in a file, as variables and as types, and which statements declare one.

use linestamp_transform::ByteSpan;
use linestamp_transform::analysis::byte_span;
use rustc_hash::FxHashMap;
use swc_atoms::Atom;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{
    BlockStmt, Decl, FunctionBody, Ident, ObjectPatProp, Pat, Program, Stmt, VarDecl, VarDeclKind,
};
use swc_ecma_visit::{Visit, VisitWith};

/// A statement that declares a variable with a value, or some out of the properties of one.
#[derive(Debug, Clone)]
pub(crate) struct Declared {
    pub(crate) names: Vec<Atom>,
    /// The statement.
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
