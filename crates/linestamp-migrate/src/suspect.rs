//! What may be a logger, or a method of one, though nothing shows which: by what it is called.
//!
//! Input: the engine's tables. Output: a suspicion, so that no call of a logger is passed over in
//! silence. A name counts where it is that of a logger itself, of the property, export or parameter
//! that it was taken from, of what makes it, or of its written type.

use linestamp_transform::analysis::{
    BindingId, ClassId, Def, Export, FieldName, Place, field_name, member_of, static_name, unwrap,
};
use swc_ecma_ast::{
    BinaryOp, CallExpr, Callee, Expr, ExprOrSpread, Ident, SuperProp, TsEntityName, TsType,
    TsTypeElement, TsUnionOrIntersectionType,
};

use crate::memory::{Memory, Name};
use crate::resolve::Resolver;
use crate::telling::{METHODS, may_name_logger, names_log, names_logger};
use crate::value::as_logger;

/// How many steps from name to name are followed.
const MOST_STEPS: u32 = 32;

/// The methods that give what is kept under a name.
const GIVING: [&str; 5] = ["get", "resolve", "inject", "lookup", "require"];

/// What was found out about names.
#[derive(Debug, Default)]
pub(crate) struct Suspects<'a> {
    loggers: Memory<'a, bool>,
    methods: Memory<'a, Option<&'a str>>,
}

/// The function in `function.bind(…)`, by its callee.
pub(crate) fn bind_of(callee: &Expr) -> Option<&Expr> {
    let member = member_of(unwrap(callee))?;
    field_name(&member.prop).is_some_and(|name| name.name == "bind").then_some(&*member.obj)
}

impl<'a> Resolver<'a, '_> {
    /// Whether an expression may be a logger.
    pub(crate) fn may_be_logger(&self, expr: &'a Expr, place: Place) -> bool {
        self.logger(expr, place, MOST_STEPS)
    }

    /// The method of a logger that an expression may be.
    pub(crate) fn may_be_method(&self, expr: &'a Expr, place: Place) -> Option<&'a str> {
        self.method(expr, place, MOST_STEPS)
    }

    /// Whether a record may be written by a call of this alone: by a method that has a name of its own, or a
    /// function called `log`, of which nothing tells what it is.
    pub(crate) fn may_write(&self, callee: &'a Expr, place: Place) -> bool {
        let is_log = |name: &'a Ident| {
            let is_called_so = names_log(&name.sym);
            let Some(id) = self.facts.lookup(place.scope, &name.sym) else { return is_called_so };
            self.facts.bindings[id.0 as usize].defs.iter().all(|def| match def {
                Def::Import { name: Export::Named(export), .. } => {
                    is_called_so || names_log(export)
                }
                Def::Import { .. } | Def::Parameter { .. } => is_called_so,
                // What the file makes itself is looked into.
                _ => false,
            })
        };
        matches!(callee, Expr::Ident(name) if is_log(name))
            || self.may_be_method(callee, place).is_some()
    }

    fn logger(&self, expr: &'a Expr, place: Place, steps: u32) -> bool {
        let Some(steps) = steps.checked_sub(1) else {
            self.suspects.loggers.cut();
            return false;
        };
        self.is_called_logger(expr, place, steps) || as_logger(self.expr(expr, place)).is_some()
    }

    fn is_called_logger(&self, expr: &'a Expr, place: Place, steps: u32) -> bool {
        let is_one = |expr: &'a Expr| self.logger(expr, place, steps);
        match unwrap(expr) {
            Expr::Ident(name) => {
                let id = self.facts.lookup(place.scope, &name.sym);
                may_name_logger(&name.sym) || id.is_some_and(|id| self.binding_of_logger(id, steps))
            }
            Expr::Call(call) => self.gives_logger(call, place, steps),
            Expr::New(new) => called(&new.callee).is_some_and(names_logger),
            Expr::SuperProp(property) => match &property.prop {
                SuperProp::Ident(name) => may_name_logger(&name.sym),
                SuperProp::Computed(_) => false,
            },
            Expr::Await(awaited) => is_one(&awaited.arg),
            Expr::Assign(assign) => is_one(&assign.right),
            Expr::Cond(cond) => is_one(&cond.cons) || is_one(&cond.alt),
            Expr::Bin(bin) if bin.op == BinaryOp::LogicalAnd => is_one(&bin.right),
            Expr::Bin(bin) if is_either(bin.op) => is_one(&bin.left) || is_one(&bin.right),
            Expr::Seq(seq) => seq.exprs.last().is_some_and(|last| is_one(last)),
            other => member_of(other).is_some_and(|member| {
                let Some(name) = field_name(&member.prop) else { return false };
                let field = field_of(&member.obj, place, name);
                may_name_logger(name.name)
                    || field.is_some_and(|(class, name)| self.field_of_logger(class, name, steps))
                    || self.written_type(other, place).is_some_and(is_type_of_logger)
            }),
        }
    }

    fn binding_of_logger(&self, id: BindingId, steps: u32) -> bool {
        let binding = &self.facts.bindings[id.0 as usize];
        self.suspects.loggers.remember(Name::Binding(id), || {
            binding.typed.is_some_and(is_type_of_logger)
                || binding.defs.iter().any(|def| self.def_of_logger(def, steps))
        })
    }

    fn field_of_logger(&self, class: ClassId, name: FieldName<'a>, steps: u32) -> bool {
        let fields = &self.facts.classes[class.0 as usize].fields;
        fields.get(&name).is_some_and(|field| {
            self.suspects.loggers.remember(Name::Field(class, name), || {
                field.typed.is_some_and(is_type_of_logger)
                    || field.defs.iter().any(|def| self.def_of_logger(def, steps))
            })
        })
    }

    fn def_of_logger(&self, def: &Def<'a>, steps: u32) -> bool {
        match def {
            Def::Value { expr, place, path, default } => {
                let typed = || type_at(self.written_type(expr, *place)?, path);
                let is_one = match path.as_slice() {
                    [] => self.logger(expr, *place, steps),
                    [.., last] if may_name_logger(last) => true,
                    [name] if field_of(expr, *place, public(name)).is_some() => {
                        let field = field_of(expr, *place, public(name));
                        field.is_some_and(|(class, name)| self.field_of_logger(class, name, steps))
                    }
                    _ => typed().is_some_and(is_type_of_logger),
                };
                is_one || default.is_some_and(|default| self.logger(default, *place, steps))
            }
            Def::Parameter { path, typed, default } => {
                let is_one = path.last().is_some_and(|last| may_name_logger(last))
                    || typed.and_then(|typed| type_at(typed, path)).is_some_and(is_type_of_logger);
                is_one || default.is_some_and(|(expr, place)| self.logger(expr, place, steps))
            }
            Def::Import { name: Export::Named(name), .. } => may_name_logger(name),
            Def::Import { specifier, .. } => is_module_of_logger(specifier),
            Def::Entity { name, .. } => may_name_logger(last_of(name)),
            Def::Rest { of, .. } => self.def_of_logger(of, steps),
            Def::Other => false,
        }
    }

    /// The type that is written beside a name, or beside a property in the type of what it is taken from.
    fn written_type(&self, expr: &'a Expr, place: Place) -> Option<&'a TsType> {
        match unwrap(expr) {
            Expr::Ident(name) => {
                let id = self.facts.lookup(place.scope, &name.sym)?;
                let binding = &self.facts.bindings[id.0 as usize];
                binding.typed.or_else(|| self.type_of_own(binding.defs.as_slice()))
            }
            other => {
                let member = member_of(other)?;
                let name = field_name(&member.prop)?;
                match field_of(&member.obj, place, name) {
                    Some((class, name)) => self.type_of_field(class, name),
                    None => type_at(self.written_type(&member.obj, place)?, &[name.name]),
                }
            }
        }
    }

    /// The type of `deps` in `const { deps } = this`.
    fn type_of_own(&self, defs: &[Def<'a>]) -> Option<&'a TsType> {
        let [Def::Value { expr, place, path, .. }] = defs else { return None };
        let [name] = path.as_slice() else { return None };
        let (class, name) = field_of(expr, *place, public(name))?;
        self.type_of_field(class, name)
    }

    fn type_of_field(&self, class: ClassId, name: FieldName<'a>) -> Option<&'a TsType> {
        self.facts.classes[class.0 as usize].fields.get(&name)?.typed
    }

    /// `getLogger('x')`, `log.child(…)`, `c.get('logger')`, `require('./logger')`
    fn gives_logger(&self, call: &'a CallExpr, place: Place, steps: u32) -> bool {
        let only = only_text(&call.args);
        let callee = match &call.callee {
            Callee::Expr(callee) => unwrap(callee),
            Callee::Import(_) => return only.is_some_and(is_module_of_logger),
            Callee::Super(_) => return false,
        };
        match called(callee) {
            Some("child") => {
                member_of(callee).is_some_and(|member| self.logger(&member.obj, place, steps))
            }
            Some("require") if matches!(callee, Expr::Ident(_)) => {
                only.is_some_and(is_module_of_logger)
            }
            Some(name) => {
                names_logger(name) || GIVING.contains(&name) && only.is_some_and(names_logger)
            }
            None => false,
        }
    }

    fn method(&self, expr: &'a Expr, place: Place, steps: u32) -> Option<&'a str> {
        let Some(steps) = steps.checked_sub(1) else {
            self.suspects.methods.cut();
            return None;
        };
        let of = |expr: &'a Expr| self.method(expr, place, steps);
        match unwrap(expr) {
            Expr::Ident(name) => {
                let id = self.facts.lookup(place.scope, &name.sym)?;
                let defs = &self.facts.bindings[id.0 as usize].defs;
                self.suspects.methods.remember(Name::Binding(id), || {
                    defs.iter().find_map(|def| self.def_of_method(def, steps))
                })
            }
            Expr::Call(CallExpr { callee: Callee::Expr(callee), .. }) => of(bind_of(callee)?),
            Expr::Assign(assign) => of(&assign.right),
            Expr::Cond(cond) => of(&cond.cons).or_else(|| of(&cond.alt)),
            Expr::Bin(bin) => {
                of(&bin.left).filter(|_| is_either(bin.op)).or_else(|| of(&bin.right))
            }
            Expr::Seq(seq) => of(seq.exprs.last()?),
            other => {
                let member = member_of(other)?;
                let name = field_name(&member.prop)?.name;
                (METHODS.contains(&name) && self.logger(&member.obj, place, steps)).then_some(name)
            }
        }
    }

    fn def_of_method(&self, def: &Def<'a>, steps: u32) -> Option<&'a str> {
        let (path, is_of_logger) = match def {
            Def::Value { expr, place, path, .. } if path.is_empty() => {
                return self.method(expr, *place, steps);
            }
            Def::Value { expr, place, path, .. } => {
                (path.as_slice(), path.len() == 1 && self.logger(expr, *place, steps))
            }
            Def::Parameter { path, typed, .. } => {
                (path.as_slice(), path.len() == 1 && typed.is_some_and(is_type_of_logger))
            }
            Def::Import { specifier, name: Export::Named(name) } => {
                return (METHODS.contains(name) && is_module_of_logger(specifier)).then_some(*name);
            }
            Def::Import { .. } | Def::Entity { .. } | Def::Rest { .. } | Def::Other => return None,
        };
        let (name, before) = path.split_last()?;
        let is_of_logger = before.last().map_or(is_of_logger, |holder| may_name_logger(holder));
        (METHODS.contains(name) && is_of_logger).then_some(*name)
    }
}

/// The field of a class that a property is, if it is one of `this`.
fn field_of<'a>(
    object: &Expr,
    place: Place,
    name: FieldName<'a>,
) -> Option<(ClassId, FieldName<'a>)> {
    let class = place.this.filter(|_| matches!(unwrap(object), Expr::This(_)))?;
    Some((class, name))
}

fn public(name: &str) -> FieldName<'_> {
    FieldName { private: false, name }
}

/// The last name of what is called or constructed.
fn called(callee: &Expr) -> Option<&str> {
    match unwrap(callee) {
        Expr::Ident(name) => Some(&name.sym),
        other => Some(field_name(&member_of(other)?.prop)?.name),
    }
}

/// Whether an operator gives one of its operands, either of them.
fn is_either(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::LogicalOr | BinaryOp::NullishCoalescing)
}

fn only_text(args: &[ExprOrSpread]) -> Option<&str> {
    match args {
        [arg] if arg.spread.is_none() => static_name(&arg.expr),
        _ => None,
    }
}

/// Whether a module is called as a logger: `@acme/app-logger`, `./lib/logger.js`.
fn is_module_of_logger(specifier: &str) -> bool {
    let last = specifier.rsplit('/').next().unwrap_or(specifier);
    names_logger(last.split('.').next().unwrap_or(last))
}

/// `Logger`, `pino.Logger`, `Logger | undefined`, `Pick<Logger, 'info'>`
fn is_type_of_logger(typed: &TsType) -> bool {
    match typed {
        TsType::TsTypeRef(reference) => {
            let inner = reference.type_params.as_ref().and_then(|params| params.params.first());
            match (last_of(&reference.type_name), inner) {
                (
                    "Pick" | "Omit" | "Partial" | "Required" | "Readonly" | "NonNullable",
                    Some(inner),
                ) => is_type_of_logger(inner),
                (name, _) => names_logger(name),
            }
        }
        TsType::TsImportType(import) => {
            import.qualifier.as_ref().is_some_and(|name| names_logger(last_of(name)))
        }
        TsType::TsParenthesizedType(inner) => is_type_of_logger(&inner.type_ann),
        TsType::TsUnionOrIntersectionType(several) => {
            let parts = match several {
                TsUnionOrIntersectionType::TsUnionType(union) => &union.types,
                TsUnionOrIntersectionType::TsIntersectionType(all) => &all.types,
            };
            parts.iter().any(|part| is_type_of_logger(part))
        }
        _ => false,
    }
}

/// The type of a property in one that is written out.
fn type_at<'a>(typed: &'a TsType, path: &[&str]) -> Option<&'a TsType> {
    path.iter().try_fold(typed, |typed, name| {
        let TsType::TsTypeLit(literal) = typed else { return None };
        literal.members.iter().find_map(|member| match member {
            TsTypeElement::TsPropertySignature(own)
                if matches!(&*own.key, Expr::Ident(key) if key.sym == *name) =>
            {
                own.type_ann.as_deref().map(|annotation| &*annotation.type_ann)
            }
            _ => None,
        })
    })
}

fn last_of(name: &TsEntityName) -> &str {
    match name {
        TsEntityName::Ident(name) => &name.sym,
        TsEntityName::TsQualifiedName(qualified) => &qualified.right.sym,
    }
}
