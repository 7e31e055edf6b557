//! Which token gives a call its line.
//!
//! V8 reports the position of the token just before the arguments' `(` if that is a plain name,
//! else the position of the `(` itself; types are erased first, blanked in place. So
//! `a.b.write(…)` is where `write` is, `a['write'](…)`, `a.write?.(…)`, `(a.write)(…)` and
//! `a.delete(…)` are where their `(` is. (V8's `ParseLeftHandSideContinuation`, where a token is
//! plain if `Token::IsCallable` says so.)

use swc_ecma_ast::{Expr, MemberProp, OptChainBase};

use crate::facts::Call;
use crate::parse::Origin;
use crate::trivia::next_token;

/// The offset of the token that gives the line.
pub(crate) fn offset(call: &Call<'_>, text: &str, origin: Origin) -> usize {
    let name = if call.optional { None } else { plain_name(call.callee, origin) };
    name.unwrap_or_else(|| open_parenthesis(text, origin.offset(call.callee_end)))
}

/// Where the callee's last token is, if it is a plain name.
fn plain_name(callee: &Expr, origin: Origin) -> Option<usize> {
    match callee {
        Expr::Ident(name) => Some(origin.offset(name.span.lo)),
        Expr::Member(member) => plain_property(&member.prop, origin),
        Expr::OptChain(chain) => match &*chain.base {
            OptChainBase::Member(member) => plain_property(&member.prop, origin),
            OptChainBase::Call(_) => None,
        },
        Expr::SuperProp(property) => match &property.prop {
            swc_ecma_ast::SuperProp::Ident(name) => {
                (!is_keyword(&name.sym)).then(|| origin.offset(name.span.lo))
            }
            swc_ecma_ast::SuperProp::Computed(_) => None,
        },
        // Erased in place: what stands before them is the last token.
        Expr::TsNonNull(e) => plain_name(&e.expr, origin),
        Expr::TsInstantiation(e) => plain_name(&e.expr, origin),
        _ => None,
    }
}

fn plain_property(prop: &MemberProp, origin: Origin) -> Option<usize> {
    let MemberProp::Ident(name) = prop else { return None };
    let span = origin.span(name.span);
    (!is_keyword(&name.sym)).then_some(span.start)
}

/// Whether V8 scans a property name as a keyword, which no stack trace points at. What is reserved
/// in strict mode alone, such as `static`, is a name to it, escaped or not.
fn is_keyword(name: &str) -> bool {
    matches!(
        name,
        "break"
            | "case"
            | "catch"
            | "class"
            | "const"
            | "continue"
            | "debugger"
            | "default"
            | "delete"
            | "do"
            | "else"
            | "enum"
            | "export"
            | "extends"
            | "false"
            | "finally"
            | "for"
            | "function"
            | "if"
            | "import"
            | "in"
            | "instanceof"
            | "new"
            | "null"
            | "return"
            | "switch"
            | "this"
            | "throw"
            | "true"
            | "try"
            | "typeof"
            | "var"
            | "void"
            | "while"
            | "with"
    )
}

/// The offset of the arguments' `(`, behind comments, `?.` and what types leave behind.
fn open_parenthesis(text: &str, mut at: usize) -> usize {
    loop {
        at = next_token(text, at);
        match text[at..].chars().next() {
            Some('(') | None => return at,
            Some(other) => at += other.len_utf8(),
        }
    }
}
