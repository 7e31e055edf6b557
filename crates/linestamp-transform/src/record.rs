//! Which expressions are a call's records.
//!
//! An argument may be one record or, for a batch, an array of them; either may hide in the
//! branches of a conditional, behind a comma, in parentheses and types. Each record is a literal
//! that can be stamped, a dynamic value that can be wrapped, or neither, with the reason.

use swc_common::Span;
use swc_common::Spanned;
use swc_ecma_ast::{
    ArrowFunctionBody, BinaryOp, Expr, ExprOrSpread, Lit, ObjectLit, OptChainBase, UnaryOp,
};

use crate::resolve::callee_name;
use crate::walk::{is_nullish, unwrap};

/// What one record is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape<'a> {
    /// An object literal.
    Literal(&'a ObjectLit),
    /// A value that may be a record at run time.
    Dynamic(&'a Expr),
    /// Nothing that could carry a stamp here.
    None { span: Span, reason: &'static str, help: &'static str },
}

/// One record of a call.
#[derive(Debug, Clone)]
pub(crate) struct Found<'a> {
    pub(crate) label: String,
    pub(crate) shape: Shape<'a>,
}

const ELSEWHERE: &str =
    "stamp each record where its literal is built, with `/* @linestamp */` before it";

/// The records of the argument at `index`.
pub(crate) fn of_arguments<'a>(
    args: &'a [ExprOrSpread],
    index: usize,
    batch: bool,
    call: Span,
) -> Vec<Found<'a>> {
    let none = |span, reason| {
        let help = "write the record itself as the argument";
        vec![Found { label: String::new(), shape: Shape::None { span, reason, help } }]
    };
    if let Some(spread) = args.iter().take(index + 1).find(|arg| arg.spread.is_some()) {
        return none(spread.expr.span(), "a spread hides which argument is the record");
    }
    let Some(arg) = args.get(index) else {
        return none(call, "the call has no such argument");
    };
    let mut records = Records { found: Vec::new() };
    if batch {
        records.batch(&arg.expr, String::new());
    } else {
        records.one(&arg.expr, String::new());
    }
    records.found
}

struct Records<'a> {
    found: Vec<Found<'a>>,
}

impl<'a> Records<'a> {
    fn push(&mut self, label: String, shape: Shape<'a>) {
        self.found.push(Found { label, shape });
    }

    fn none(&mut self, label: String, expr: &Expr, reason: &'static str, help: &'static str) {
        self.push(label, Shape::None { span: expr.span(), reason, help });
    }

    /// An expression whose value is one record.
    fn one(&mut self, expr: &'a Expr, label: String) {
        match unwrap(expr) {
            Expr::Object(literal) => self.push(label, Shape::Literal(literal)),
            inner => {
                if self.branches(inner, &label, Self::one) {
                    return;
                }
                match no_record(inner) {
                    Some(reason) => self.none(label, expr, reason, "pass an object literal"),
                    None => self.push(label, Shape::Dynamic(expr)),
                }
            }
        }
    }

    /// An expression whose value is an array of records.
    fn batch(&mut self, expr: &'a Expr, label: String) {
        let inner = unwrap(expr);
        if self.branches(inner, &label, Self::batch) {
            return;
        }
        match inner {
            Expr::Array(array) => {
                for (index, element) in array.elems.iter().enumerate() {
                    let Some(element) = element else { continue };
                    let label = join(&label, &format!("[{index}]"));
                    if element.spread.is_some() {
                        let reason = "a spread element holds records that are built elsewhere";
                        self.none(label, &element.expr, reason, ELSEWHERE);
                    } else {
                        self.one(&element.expr, label);
                    }
                }
            }
            _ => match mapped(inner) {
                Some(body) => self.mapped(body, label, expr),
                None => {
                    self.none(
                        label,
                        expr,
                        "the records of this batch are built elsewhere",
                        ELSEWHERE,
                    );
                }
            },
        }
    }

    /// The body of the arrow in `xs.map(x => ({…}))`. It cannot be wrapped as a whole: a brace
    /// right behind the arrow would open a block.
    fn mapped(&mut self, body: &'a Expr, label: String, batch: &'a Expr) {
        match unwrap(body) {
            Expr::Object(literal) => self.push(label, Shape::Literal(literal)),
            inner if self.branches(inner, &label, Self::one) => {}
            _ => {
                self.none(label, batch, "the records of this batch are built elsewhere", ELSEWHERE)
            }
        }
    }

    /// Visits the branches that can be an expression's value, if it has any.
    fn branches(
        &mut self,
        expr: &'a Expr,
        label: &str,
        visit: impl Fn(&mut Self, &'a Expr, String),
    ) -> bool {
        match expr {
            Expr::Cond(cond) => {
                visit(self, &cond.cons, join(label, "then"));
                visit(self, &cond.alt, join(label, "else"));
            }
            Expr::Seq(seq) => match seq.exprs.last() {
                Some(last) => visit(self, last, label.to_owned()),
                None => return false,
            },
            Expr::Bin(bin)
                if matches!(
                    bin.op,
                    BinaryOp::LogicalAnd | BinaryOp::LogicalOr | BinaryOp::NullishCoalescing
                ) =>
            {
                visit(self, &bin.right, label.to_owned());
            }
            _ => return false,
        }
        true
    }
}

fn join(label: &str, next: &str) -> String {
    if label.is_empty() || next.starts_with('[') {
        format!("{label}{next}")
    } else {
        format!("{label}.{next}")
    }
}

/// The body of the arrow function in `xs.map(x => …)`.
fn mapped(expr: &Expr) -> Option<&Expr> {
    let (callee, args) = match expr {
        Expr::Call(call) => (call.callee.as_expr()?, &call.args),
        Expr::OptChain(chain) => match &*chain.base {
            OptChainBase::Call(call) => (&call.callee, &call.args),
            OptChainBase::Member(_) => return None,
        },
        _ => return None,
    };
    let first = args.first().filter(|arg| arg.spread.is_none())?;
    match unwrap(&first.expr) {
        Expr::Arrow(arrow) if !arrow.is_async && callee_name(callee) == Some("map") => {
            match &*arrow.body {
                ArrowFunctionBody::Expr(body) => Some(body),
                ArrowFunctionBody::FunctionBody(_) => None,
            }
        }
        _ => None,
    }
}

/// Why an expression's value is never a record.
fn no_record(expr: &Expr) -> Option<&'static str> {
    Some(match expr {
        _ if is_nullish(expr) => "there is no record",
        Expr::Lit(Lit::Str(_)) | Expr::Tpl(_) => "a string is not a record",
        Expr::Lit(_) => "a literal value is not a record",
        Expr::Unary(unary) if unary.op != UnaryOp::Void => {
            "the value of an operator is not a record"
        }
        Expr::Bin(_) | Expr::Update(_) => "the value of an operator is not a record",
        Expr::Fn(_) | Expr::Arrow(_) => "a function is not a record",
        Expr::Class(_) => "a class is not a record",
        Expr::New(_) => "an instance would lose its prototype",
        Expr::Array(_) => "an array is not a record, unless the target is a batch",
        Expr::JSXElement(_) | Expr::JSXFragment(_) => "an element is not a record",
        _ => return None,
    })
}
