//! One walk over a tree that fills the tables of [`Facts`].
//!
//! Each expression is visited with an [`Outlet`]: what becomes of its value. Types are passed
//! over; they hold no calls.

mod class;
mod declare;
mod expr;
mod stmt;

use swc_atoms::Atom;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::Program;

pub use declare::{field_name, prop_name, static_name, unwrap};
pub use expr::{is_nullish, member_of};
pub(crate) use expr::{is_reflect, receiver_call};

use crate::directives::Directives;
use crate::facts::{
    Binding, BindingId, Class, ClassId, Def, Defs, Exit, Facts, Field, FieldName, Place, Scope,
    ScopeId,
};

/// What becomes of an expression's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outlet {
    /// It is tested, read through, called or dropped; or a definition follows it.
    None,
    /// It leaves.
    Exit(Exit),
}

/// Fills the tables from a program.
pub(crate) fn collect<'a>(program: &'a Program, directives: &Directives<'_>) -> Facts<'a> {
    let span = program.span();
    let mut walker = Walker {
        facts: Facts::with_room_for((span.hi.0 - span.lo.0) as usize),
        writes: Vec::new(),
        directives,
        place: Place { scope: ScopeId(0), this: None },
        ignored: directives.ignores_file(),
    };
    walker.facts.scopes.push(Scope { parent: None, hoists: true });
    match program {
        Program::Module(module) => walker.module_items(&module.body),
        Program::Script(script) => walker.stmts(&script.body),
    }
    walker.attach_writes();
    walker.facts
}

struct Walker<'a, 'd> {
    facts: Facts<'a>,
    /// Assignments to names, which are looked up when all declarations are known.
    writes: Vec<(ScopeId, &'a Atom, Def<'a>)>,
    directives: &'d Directives<'d>,
    place: Place,
    /// Whether a comment says to leave alone what is visited.
    ignored: bool,
}

impl<'a> Walker<'a, '_> {
    /// Visits with a scope of its own.
    fn scoped(&mut self, hoists: bool, visit: impl FnOnce(&mut Self)) {
        let id = ScopeId(index(self.facts.scopes.len()));
        self.facts.scopes.push(Scope { parent: Some(self.place.scope), hoists });
        let outer = std::mem::replace(&mut self.place.scope, id);
        visit(self);
        self.place.scope = outer;
    }

    /// Visits with another meaning of `this`.
    fn with_this(&mut self, this: Option<ClassId>, visit: impl FnOnce(&mut Self)) {
        let outer = std::mem::replace(&mut self.place.this, this);
        visit(self);
        self.place.this = outer;
    }

    /// Visits what begins at a span, leaving it alone where a comment before it says so.
    fn heeding(&mut self, span: Span, visit: impl FnOnce(&mut Self)) {
        let outer = self.ignored;
        self.ignored |= self.directives.ignores(span.lo);
        visit(self);
        self.ignored = outer;
    }

    fn new_class(&mut self) -> ClassId {
        let id = ClassId(index(self.facts.classes.len()));
        self.facts.classes.push(Class::default());
        id
    }

    fn field(&mut self, class: ClassId, name: FieldName<'a>) -> &mut Field<'a> {
        self.facts.classes[class.0 as usize].fields.entry(name).or_default()
    }

    /// The scope to which a `var` belongs that is declared here.
    fn hoisting_scope(&self) -> ScopeId {
        let mut scope = self.place.scope;
        loop {
            let entry = &self.facts.scopes[scope.0 as usize];
            match entry.parent {
                Some(parent) if !entry.hoists => scope = parent,
                _ => return scope,
            }
        }
    }

    fn binding(&mut self, scope: ScopeId, name: &'a Atom) -> &mut Binding<'a> {
        let next = BindingId(index(self.facts.bindings.len()));
        let id = *self.facts.names.entry((scope, name)).or_insert(next);
        if id == next {
            self.facts.bindings.push(Binding { name, defs: Defs::new(), typed: None });
        }
        &mut self.facts.bindings[id.0 as usize]
    }

    fn define(&mut self, scope: ScopeId, name: &'a Atom, def: Def<'a>) {
        self.binding(scope, name).defs.push(def);
    }

    fn attach_writes(&mut self) {
        for (scope, name, def) in std::mem::take(&mut self.writes) {
            if let Some(id) = self.facts.lookup(scope, name) {
                self.facts.bindings[id.0 as usize].defs.push(def);
            }
        }
    }
}

fn index(length: usize) -> u32 {
    // A text of 4 GiB is refused, and each entry takes a byte of it at least.
    u32::try_from(length).unwrap_or(u32::MAX)
}
