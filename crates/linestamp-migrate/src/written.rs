//! Which properties a file writes to, by their names: what an object literal gives one is not all then.
//!
//! Input: the tree. Output: the names behind the dot of what is assigned or deleted.

use linestamp_transform::analysis::{field_name, unwrap};
use rustc_hash::FxHashSet;
use swc_ecma_ast::{
    AssignExpr, Expr, MemberExpr, Pat, Program, SimpleAssignTarget, UnaryExpr, UnaryOp,
};
use swc_ecma_visit::{Visit, VisitWith};

/// The names of the properties that are written to.
pub(crate) fn written(program: &Program) -> FxHashSet<String> {
    let mut found = Written::default();
    program.visit_with(&mut found);
    found.0
}

#[derive(Default)]
struct Written(FxHashSet<String>);

impl Written {
    fn member(&mut self, member: &MemberExpr) {
        self.0.extend(field_name(&member.prop).map(|name| name.name.to_owned()));
    }

    fn target(&mut self, expr: &Expr) {
        if let Expr::Member(member) = unwrap(expr) {
            self.member(member);
        }
    }
}

impl Visit for Written {
    fn visit_assign_expr(&mut self, assign: &AssignExpr) {
        match assign.left.as_simple() {
            Some(SimpleAssignTarget::Member(member)) => self.member(member),
            Some(SimpleAssignTarget::Paren(inner)) => self.target(&inner.expr),
            Some(SimpleAssignTarget::TsAs(inner)) => self.target(&inner.expr),
            Some(SimpleAssignTarget::TsNonNull(inner)) => self.target(&inner.expr),
            _ => {}
        }
        assign.visit_children_with(self);
    }

    /// `[tools.log] = …`
    fn visit_pat(&mut self, pat: &Pat) {
        if let Pat::Expr(expr) = pat {
            self.target(expr);
        }
        pat.visit_children_with(self);
    }

    fn visit_unary_expr(&mut self, unary: &UnaryExpr) {
        if unary.op == UnaryOp::Delete {
            self.target(&unary.arg);
        }
        unary.visit_children_with(self);
    }
}
