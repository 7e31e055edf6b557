//! What an argument of an old call looks like: a message, an error, a value with a name.

use linestamp_transform::analysis::{Def, Facts, Place, unwrap};
use rustc_hash::FxHashSet;
use swc_atoms::Atom;
use swc_ecma_ast::{
    BinaryOp, CallExpr, Callee, Expr, Lit, MemberProp, TsEntityName, TsKeywordTypeKind, TsType,
};

/// Asks about expressions of one file.
#[derive(Clone, Copy)]
pub(crate) struct Shapes<'a, 's> {
    pub(crate) facts: &'s Facts<'a>,
    /// The names that `catch` binds.
    pub(crate) caught: &'s FxHashSet<Atom>,
}

/// Names that only messages have.
const MESSAGES: [&str; 6] = ["message", "msg", "text", "line", "description", "summary"];

/// How names of objects with fields end.
const OBJECTS: [&str; 12] = [
    "meta",
    "metadata",
    "fields",
    "context",
    "ctx",
    "extra",
    "extras",
    "details",
    "attributes",
    "props",
    "params",
    "options",
];

/// Names that only errors have.
const ERRORS: [&str; 8] = ["e", "ex", "err", "error", "exception", "cause", "reason", "failure"];

impl Shapes<'_, '_> {
    /// Whether an expression is a text.
    pub(crate) fn is_text(self, expr: &Expr, place: Place) -> bool {
        match unwrap(expr) {
            Expr::Lit(Lit::Str(_)) | Expr::Tpl(_) => true,
            Expr::Bin(bin) if bin.op == BinaryOp::Add => {
                self.is_text(&bin.left, place) || self.is_text(&bin.right, place)
            }
            Expr::Cond(cond) => self.is_text(&cond.cons, place) && self.is_text(&cond.alt, place),
            Expr::Call(call) => gives_text(call),
            Expr::Ident(name) => {
                MESSAGES.contains(&&*name.sym)
                    || self.facts.lookup_by(place, &name.sym).is_some_and(|binding| {
                        binding.typed.is_some_and(is_string)
                            || matches!(binding.defs.as_slice(), [Def::Value { expr, path, .. }]
                                if path.is_empty() && is_written_text(expr))
                    })
            }
            Expr::Member(member) => match &member.prop {
                MemberProp::Ident(name) => MESSAGES.contains(&&*name.sym),
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether an expression is, by its name or what it was given, an object with fields.
    pub(crate) fn is_object(self, expr: &Expr, place: Place) -> bool {
        match unwrap(expr) {
            Expr::Object(_) => true,
            Expr::Ident(name) => match self.facts.lookup_by(place, &name.sym) {
                Some(binding) if binding.typed.is_some_and(is_plain) => false,
                Some(binding) => {
                    names_object(&name.sym)
                        || matches!(binding.defs.as_slice(), [Def::Value { expr, path, .. }]
                            if path.is_empty() && matches!(unwrap(expr), Expr::Object(_)))
                }
                None => names_object(&name.sym),
            },
            Expr::Member(_) => name_of(expr).is_some_and(names_object),
            Expr::Call(CallExpr { callee: Callee::Expr(callee), .. }) => {
                name_of(callee).is_some_and(names_object)
            }
            Expr::Cond(cond) => [&cond.cons, &cond.alt].iter().any(|e| self.is_object(e, place)),
            Expr::Bin(bin) => [&bin.left, &bin.right].iter().any(|e| self.is_object(e, place)),
            _ => false,
        }
    }

    /// Whether an expression is an error, by its name at least, that can be looked at more than once.
    pub(crate) fn is_error(self, expr: &Expr, place: Place) -> bool {
        match unwrap(expr) {
            Expr::Ident(name) => {
                let binding = self.facts.lookup_by(place, &name.sym);
                let is_plain = binding.and_then(|found| found.typed).is_some_and(is_plain);
                !is_plain && (names_error(&name.sym) || self.is_shown_error(expr, place))
            }
            Expr::Member(member) => match &member.prop {
                MemberProp::Ident(name) => {
                    names_error(&name.sym)
                        && matches!(unwrap(&member.obj), Expr::Ident(_) | Expr::This(_))
                }
                _ => false,
            },
            _ => false,
        }
    }

    /// Whether more than its name shows that an expression may be an error: `catch` binds it, a caller
    /// gives it, its type or what makes it says so. What is not is a text as often.
    pub(crate) fn is_shown_error(self, expr: &Expr, place: Place) -> bool {
        let Expr::Ident(name) = unwrap(expr) else { return false };
        let Some(binding) = self.facts.lookup_by(place, &name.sym) else {
            return names_error(&name.sym);
        };
        if let Some(typed) = binding.typed {
            return is_error_type(typed) || (names_error(&name.sym) && !is_plain(typed));
        }
        match binding.defs.as_slice() {
            [Def::Other] => self.caught.contains(&name.sym),
            [Def::Value { expr, path, .. }] if path.is_empty() => {
                matches!(unwrap(expr), Expr::New(new)
                    if matches!(&*new.callee, Expr::Ident(class) if class.sym.ends_with("Error")))
            }
            [Def::Parameter { .. }] => names_error(&name.sym),
            _ => false,
        }
    }
}

/// A look-up by a place.
trait LookUp<'a> {
    fn lookup_by(
        &self,
        place: Place,
        name: &Atom,
    ) -> Option<&linestamp_transform::analysis::Binding<'a>>;
}

impl<'a> LookUp<'a> for Facts<'a> {
    fn lookup_by(
        &self,
        place: Place,
        name: &Atom,
    ) -> Option<&linestamp_transform::analysis::Binding<'a>> {
        crate::reach::find(self, place, name)
    }
}

/// The name that a value goes by: of itself, or of its last property.
pub(crate) fn name_of(expr: &Expr) -> Option<&str> {
    match unwrap(expr) {
        Expr::Ident(name) if name.sym != "undefined" => Some(&name.sym),
        Expr::Member(member) => match &member.prop {
            MemberProp::Ident(name) => Some(&name.sym),
            _ => None,
        },
        _ => None,
    }
}

fn names_object(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    OBJECTS.iter().any(|ending| lower.ends_with(ending))
}

fn names_error(name: &str) -> bool {
    ERRORS.contains(&name)
        || ["Error", "Err", "Exception"].iter().any(|ending| name.ends_with(ending))
            && name.starts_with(|c: char| c.is_ascii_lowercase())
}

fn is_error_type(typed: &TsType) -> bool {
    matches!(typed, TsType::TsTypeRef(reference)
        if matches!(&reference.type_name, TsEntityName::Ident(name) if name.sym.ends_with("Error")))
}

fn is_string(typed: &TsType) -> bool {
    matches!(typed, TsType::TsKeywordType(keyword)
        if keyword.kind == TsKeywordTypeKind::TsStringKeyword)
}

/// Whether a type has no fields: `string`, `number` and the like.
pub(crate) fn is_plain(typed: &TsType) -> bool {
    match typed {
        TsType::TsKeywordType(keyword) => !matches!(
            keyword.kind,
            TsKeywordTypeKind::TsAnyKeyword
                | TsKeywordTypeKind::TsUnknownKeyword
                | TsKeywordTypeKind::TsObjectKeyword
        ),
        TsType::TsArrayType(_) | TsType::TsLitType(_) => true,
        _ => false,
    }
}

fn is_written_text(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::Lit(Lit::Str(_)) | Expr::Tpl(_) => true,
        Expr::Bin(bin) if bin.op == BinaryOp::Add => {
            is_written_text(&bin.left) || is_written_text(&bin.right)
        }
        Expr::Call(call) => gives_text(call),
        _ => false,
    }
}

/// `String(…)`, `x.toString()`, `JSON.stringify(…)` and the like, what makes a text of another
/// (`format('%s', x)`, `t('ready')`), and what is called so: `messageOf(cause)`.
fn gives_text(call: &CallExpr) -> bool {
    let Callee::Expr(callee) = &call.callee else { return false };
    let is_called_so = |name: &str| {
        let mut rests = MESSAGES.iter().filter_map(|word| name.strip_prefix(word));
        rests.any(|rest| !rest.starts_with(|c: char| c.is_ascii_lowercase()))
    };
    if name_of(callee).is_some_and(is_called_so) {
        return true;
    }
    if call.args.iter().any(|arg| arg.spread.is_none() && is_written_text(&arg.expr)) {
        return true;
    }
    match unwrap(callee) {
        Expr::Ident(name) => name.sym == "String",
        Expr::Member(member) => match &member.prop {
            MemberProp::Ident(name) => {
                matches!(
                    &*name.sym,
                    "toString" | "join" | "stringify" | "toFixed" | "toISOString" | "trim"
                )
            }
            _ => false,
        },
        _ => false,
    }
}
