//! What one walk over a tree collects: scopes and bindings, calls, and where values flow to.
//!
//! Nothing is decided here: one walk fills these tables; what finds sites reads them, and whoever
//! else asks by [`crate::analysis`].

use rustc_hash::{FxBuildHasher, FxHashMap};
use smallvec::SmallVec;
use swc_atoms::Atom;
use swc_common::Span;
use swc_ecma_ast::{Expr, ExprOrSpread, Ident, ObjectLit, TsEntityName, TsType};

/// The largest text for which room is made ahead.
const LARGEST_USUAL: usize = 64 * 1024;

/// An index into [`Facts::scopes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ScopeId(pub u32);

/// An index into [`Facts::bindings`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct BindingId(pub u32);

/// An index into [`Facts::classes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ClassId(pub u32);

/// Where an expression stands: the scope that its names are looked up in and the class whose
/// instance `this` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The scope.
    pub scope: ScopeId,
    /// The class whose instance `this` is; `None` where that is not known.
    pub this: Option<ClassId>,
}

/// One scope: a function, a block, a class or the file.
#[derive(Debug)]
pub struct Scope {
    /// The scope around it; `None` for the file.
    pub parent: Option<ScopeId>,
    /// Whether `var` declarations inside belong to this scope.
    pub hoists: bool,
}

/// How a binding or a field gets a value.
#[derive(Debug, Clone)]
pub enum Def<'a> {
    /// From an expression, through property names where it is taken apart.
    Value {
        /// The expression.
        expr: &'a Expr,
        /// Where it stands.
        place: Place,
        /// The property names, from the outside in.
        path: Vec<&'a str>,
        /// What counts where the expression gives nothing.
        default: Option<&'a Expr>,
    },
    /// From a caller, through property names where the parameter is taken apart.
    Parameter {
        /// The property names, from the outside in.
        path: Vec<&'a str>,
        /// The parameter's written type.
        typed: Option<&'a TsType>,
        /// What counts where the caller gives nothing, and where it stands.
        default: Option<(&'a Expr, Place)>,
    },
    /// From another module.
    Import {
        /// The module, as the import writes it.
        specifier: &'a str,
        /// What is taken from it.
        name: Export<'a>,
    },
    /// From a dotted name: `import logs = env.LOGS`.
    Entity {
        /// The dotted name.
        name: &'a TsEntityName,
        /// Where it stands.
        place: Place,
    },
    /// From what is left of an object: `{ a, ...rest }`.
    Rest {
        /// What gives the object.
        of: Box<Def<'a>>,
        /// The properties that are taken out of it by their names.
        taken: Vec<&'a str>,
    },
    /// From something that is no alias of anything: a function, a class, a loop.
    Other,
}

/// All that gives a binding or a field its value; nearly always one.
pub type Defs<'a> = SmallVec<[Def<'a>; 1]>;

/// What an import takes from a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export<'a> {
    /// An export by its name.
    Named(&'a str),
    /// The default export.
    Default,
    /// All of them, as one object.
    Namespace,
}

/// One name in one scope.
#[derive(Debug)]
pub struct Binding<'a> {
    /// The name.
    pub name: &'a str,
    /// What gives it its value; none where nothing in the file does.
    pub defs: Defs<'a>,
    /// The type that is written beside it.
    pub typed: Option<&'a TsType>,
}

/// The fields of one class that are assigned through `this`.
#[derive(Debug, Default)]
pub struct Class<'a> {
    /// By name.
    pub fields: FxHashMap<FieldName<'a>, Field<'a>>,
}

/// A field's name; private ones are apart from public ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FieldName<'a> {
    /// Whether it is `#name`.
    pub private: bool,
    /// The name, without `#`.
    pub name: &'a str,
}

/// One field of a class.
#[derive(Debug, Default)]
pub struct Field<'a> {
    /// What gives it its value.
    pub defs: Defs<'a>,
    /// The type that is written beside it.
    pub typed: Option<&'a TsType>,
}

/// One call expression.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// The whole call.
    pub span: Span,
    /// What is called.
    pub callee: &'a Expr,
    /// The arguments.
    pub args: &'a [ExprOrSpread],
    /// The end of what stands before `?.` or `(`: the callee, or its type arguments.
    pub callee_end: swc_common::BytePos,
    /// Whether the call itself is optional: `write?.(…)`.
    pub optional: bool,
    /// Whether a comment says to leave it alone.
    pub ignored: bool,
    /// Where it stands.
    pub place: Place,
}

/// One template with a function before it: ``tag`…` ``.
#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    /// The template with the function.
    pub span: Span,
    /// The function.
    pub tag: &'a Expr,
    /// Whether a comment says to leave it alone.
    pub ignored: bool,
    /// Where it stands.
    pub place: Place,
}

/// What happens to a value that leaves the part of the program in which it can be followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Other files get it.
    Exported,
    /// A function, a class or a component gets it.
    PassedOn,
    /// An object, an array or a field gets it.
    Stored,
    /// The caller gets it.
    Returned,
}

/// A place where a value leaves.
#[derive(Debug, Clone, Copy)]
pub struct Leaving<'a> {
    /// What leaves.
    pub what: Subject<'a>,
    /// How.
    pub exit: Exit,
    /// Where.
    pub place: Place,
    /// Whether a comment says to leave it alone.
    pub ignored: bool,
}

/// What leaves.
#[derive(Debug, Clone, Copy)]
pub enum Subject<'a> {
    /// The value of a name or a member expression.
    Expr(&'a Expr),
    /// The receiver in `callee.bind(receiver)`, which does not leave if the callee is a target.
    Receiver {
        /// The callee.
        of: &'a Expr,
        /// The receiver.
        value: &'a Expr,
    },
    /// A binding under the name that it is exported by.
    Binding {
        /// The binding's name in the file.
        local: &'a Ident,
        /// The name that others know; empty where it is not exported.
        exported: &'a str,
    },
    /// An export of another module, exported once more.
    Reexport {
        /// The other module, as the export writes it.
        specifier: &'a str,
        /// What is exported once more.
        name: &'a str,
        /// The export's place.
        span: Span,
    },
}

/// A literal under a marker comment.
#[derive(Debug, Clone, Copy)]
pub struct Marked<'a> {
    /// The literal.
    pub literal: &'a ObjectLit,
    /// Whether a comment says to leave it alone.
    pub ignored: bool,
}

/// All that one walk collects.
#[derive(Debug, Default)]
pub struct Facts<'a> {
    /// The scopes, the file's first.
    pub scopes: Vec<Scope>,
    /// Which binding a name has in a scope itself; [`Facts::lookup`] looks further out.
    pub names: FxHashMap<(ScopeId, &'a Atom), BindingId>,
    /// The bindings.
    pub bindings: Vec<Binding<'a>>,
    /// The classes.
    pub classes: Vec<Class<'a>>,
    /// The calls, an outer one before those in its arguments.
    pub calls: Vec<Call<'a>>,
    /// The templates with a function before them.
    pub tags: Vec<Tag<'a>>,
    /// Where values leave.
    pub leaving: Vec<Leaving<'a>>,
    /// The literals under marker comments.
    pub marked: Vec<Marked<'a>>,
    /// Where string literals begin, to learn the file's quotes from.
    pub strings: Vec<swc_common::BytePos>,
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
    pub fn lookup(&self, mut scope: ScopeId, name: &'a Atom) -> Option<BindingId> {
        loop {
            if let Some(&binding) = self.names.get(&(scope, name)) {
                return Some(binding);
            }
            scope = self.scopes[scope.0 as usize].parent?;
        }
    }
}
