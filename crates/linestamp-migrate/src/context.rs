//! The fields that a logger puts into each of its records, at the place of a call.

use linestamp_transform::analysis::{Place, static_name, unwrap};
use swc_ecma_ast::{Expr, Lit, MemberProp, Prop, PropOrSpread, UnaryOp};

use crate::convert::{Step, Work};
use crate::destination::Destination;
use crate::effect::Effect;
use crate::made::literal_of;
use crate::reach::find;
use crate::value::Context;

/// Why fields cannot be written where a call stands.
const OUT_OF_REACH: &str = "the logger's own fields are not the same where the call stands";

impl<'a> Work<'a, '_> {
    /// Adds the fields of a child logger, or of a logger's options.
    pub(crate) fn context(&mut self, context: &Context<'a>) -> Step {
        let span = swc_common::Spanned::span(context.expr);
        // `logger.child(fields).info(…)`: they are evaluated here anyway.
        let is_here = self.span.lo <= span.lo && span.hi <= self.span.hi;
        let (fields, columns) = (self.draft.fields.len(), self.draft.columns.len());
        match (&context.to, literal_of(context.expr)) {
            (Destination::Metadata, Some(literal)) => {
                let same = |property| self.is_same_property(property, context.place);
                if !is_here && !literal.props.iter().all(same) {
                    return Err(OUT_OF_REACH.into());
                }
                self.literal(context.expr, literal, false)?;
            }
            (Destination::Metadata, None) if is_here => self.whole(context.expr),
            (Destination::Metadata, None) => return Err(OUT_OF_REACH.into()),
            (to, _) => {
                if !is_here && !self.is_same(context.expr, context.place) {
                    return Err(OUT_OF_REACH.into());
                }
                self.put(to, context.expr)?;
            }
        }
        if !is_here {
            self.draft.literal = None;
            // They are names and literals, which are the same wherever they stand.
            let columns = self.draft.columns.iter_mut().skip(columns).map(|(_, piece)| piece);
            let fields = self.draft.fields.iter_mut().skip(fields).map(|field| &mut field.piece);
            columns.chain(fields).for_each(|piece| piece.effect = Effect::Constant);
        }
        Ok(())
    }

    fn is_same_property(&self, property: &PropOrSpread, from: Place) -> bool {
        let PropOrSpread::Prop(property) = property else { return false };
        match &**property {
            Prop::Shorthand(name) => self.is_same(&Expr::Ident(name.clone()), from),
            Prop::KeyValue(pair) => !pair.key.is_computed() && self.is_same(&pair.value, from),
            _ => false,
        }
    }

    /// Whether an expression of another place means the same, and is the same, where the call stands.
    fn is_same(&self, expr: &Expr, from: Place) -> bool {
        let facts = self.converter.shapes.facts;
        match unwrap(expr) {
            Expr::Lit(Lit::Regex(_)) => false,
            Expr::Lit(_) => true,
            Expr::Unary(unary) => unary.op == UnaryOp::Minus && self.is_same(&unary.arg, from),
            Expr::Tpl(_) => static_name(expr).is_some(),
            Expr::Ident(name) => {
                match (find(facts, from, &name.sym), find(facts, self.place, &name.sym)) {
                    (Some(there), Some(here)) => std::ptr::eq(there, here) && here.defs.len() == 1,
                    (None, None) => true,
                    _ => false,
                }
            }
            // `process.env.NAME`
            Expr::Member(member) => match (unwrap(&member.obj), &member.prop) {
                (Expr::Ident(name), MemberProp::Ident(_)) => {
                    find(facts, from, &name.sym).is_none()
                        && find(facts, self.place, &name.sym).is_none()
                }
                (Expr::Member(_), MemberProp::Ident(_)) => self.is_same(&member.obj, from),
                _ => false,
            },
            _ => false,
        }
    }
}
