//! What one walk over a tree collects: scopes and bindings, calls, and where values flow to.
//!
//! Nothing is decided here. [`crate::walk`] fills these tables, [`crate::resolve`] reads them.

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;
use swc_atoms::Atom;
use swc_common::Span;
use swc_ecma_ast::{Expr, ExprOrSpread, Ident, ObjectLit, TsEntityName, TsType};

/// The largest text for which room is made ahead.
const LARGEST_USUAL: usize = 64 * 1024;

/// An index into [`Facts::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ScopeId(pub(crate) u32);

/// An index into [`Facts::bindings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct BindingId(pub(crate) u32);

/// An index into [`Facts::classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct ClassId(pub(crate) u32);

/// Where an expression stands: the scope that its names are looked up in and the class whose
/// instance `this` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) scope: ScopeId,
    pub(crate) this: Option<ClassId>,
}

/// One scope: a function, a block, a class or the file.
#[derive(Debug)]
pub(crate) struct Scope {
    pub(crate) parent: Option<ScopeId>,
    /// Whether `var` declarations inside belong to this scope.
    pub(crate) hoists: bool,
}

/// How a binding or a field gets a value.
#[derive(Debug, Clone)]
pub(crate) enum Def<'a> {
    /// From an expression, through property names where it is taken apart.
    Value { expr: &'a Expr, place: Place, path: Vec<&'a str>, default: Option<&'a Expr> },
    /// From a caller, through property names where the parameter is taken apart.
    Parameter { path: Vec<&'a str>, typed: Option<&'a TsType>, default: Option<(&'a Expr, Place)> },
    /// From another module.
    Import { specifier: &'a str, name: Export<'a> },
    /// From a dotted name: `import logs = env.LOGS`.
    Entity { name: &'a TsEntityName, place: Place },
    /// From something that is no alias of anything: a function, a class, a loop, a rest.
    Other,
}

/// All that gives a binding or a field its value; nearly always one.
pub(crate) type Defs<'a> = SmallVec<[Def<'a>; 1]>;

/// What an import takes from a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Export<'a> {
    Named(&'a str),
    Default,
    Namespace,
}

/// One name in one scope.
#[derive(Debug)]
pub(crate) struct Binding<'a> {
    pub(crate) name: &'a str,
    pub(crate) defs: Defs<'a>,
    pub(crate) typed: Option<&'a TsType>,
}

/// The fields of one class that are assigned through `this`.
#[derive(Debug, Default)]
pub(crate) struct Class<'a> {
    pub(crate) fields: FxHashMap<FieldName<'a>, Field<'a>>,
}

/// A field's name; private ones are apart from public ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct FieldName<'a> {
    pub(crate) private: bool,
    pub(crate) name: &'a str,
}

/// One field of a class.
#[derive(Debug, Default)]
pub(crate) struct Field<'a> {
    pub(crate) defs: Defs<'a>,
    pub(crate) typed: Option<&'a TsType>,
}

/// One call expression.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Call<'a> {
    pub(crate) span: Span,
    pub(crate) callee: &'a Expr,
    pub(crate) args: &'a [ExprOrSpread],
    /// The end of what stands before `?.` or `(`: the callee, or its type arguments.
    pub(crate) callee_end: swc_common::BytePos,
    /// Whether the call itself is optional: `write?.(…)`.
    pub(crate) optional: bool,
    pub(crate) ignored: bool,
    pub(crate) place: Place,
}

/// What happens to a value that leaves the part of the program in which it can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Exported,
    PassedOn,
    Stored,
    Returned,
}

/// A place where a value leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaving<'a> {
    pub(crate) what: Subject<'a>,
    pub(crate) exit: Exit,
    pub(crate) place: Place,
    pub(crate) ignored: bool,
}

/// What leaves.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Subject<'a> {
    /// The value of a name or a member expression.
    Expr(&'a Expr),
    /// The receiver in `callee.bind(receiver)`, which does not leave if the callee is a target.
    Receiver { of: &'a Expr, value: &'a Expr },
    /// A binding under the name that it is exported by.
    Binding { local: &'a Ident, exported: &'a str },
    /// An export of another module, exported once more.
    Reexport { specifier: &'a str, name: &'a str, span: Span },
}

/// A literal under a marker comment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marked<'a> {
    pub(crate) literal: &'a ObjectLit,
    pub(crate) ignored: bool,
}

/// All that one walk collects.
#[derive(Debug, Default)]
pub(crate) struct Facts<'a> {
    pub(crate) scopes: Vec<Scope>,
    pub(crate) names: FxHashMap<(ScopeId, &'a Atom), BindingId>,
    pub(crate) bindings: Vec<Binding<'a>>,
    pub(crate) classes: Vec<Class<'a>>,
    pub(crate) calls: Vec<Call<'a>>,
    pub(crate) leaving: Vec<Leaving<'a>>,
    pub(crate) marked: Vec<Marked<'a>>,
    /// Where string literals begin, to learn the file's quotes from.
    pub(crate) strings: Vec<swc_common::BytePos>,
}

impl<'a> Facts<'a> {
    /// Tables with room for what a text of so many bytes usually has, so that they need not grow
    /// step by step.
    pub(crate) fn with_room_for(bytes: usize) -> Facts<'a> {
        let bytes = bytes.min(LARGEST_USUAL);
        Facts {
            scopes: Vec::with_capacity(bytes / 128),
            names: FxHashMap::with_capacity_and_hasher(bytes / 64, FxBuildHasher),
            bindings: Vec::with_capacity(bytes / 64),
            calls: Vec::with_capacity(bytes / 64),
            leaving: Vec::with_capacity(bytes / 64),
            strings: Vec::with_capacity(bytes / 64),
            ..Facts::default()
        }
    }

    /// The binding that a name means in a scope.
    pub(crate) fn lookup(&self, mut scope: ScopeId, name: &'a Atom) -> Option<BindingId> {
        loop {
            if let Some(&binding) = self.names.get(&(scope, name)) {
                return Some(binding);
            }
            scope = self.scopes[scope.0 as usize].parent?;
        }
    }
}
