//! What evaluating an expression may do, on which it depends whether two may change places.

use linestamp_transform::analysis::unwrap;
use swc_ecma_ast::{
    BinaryOp, Expr, Lit, MemberProp, OptChainBase, Prop, PropName, PropOrSpread, UnaryOp,
};

/// What evaluating an expression may do. What is worse comes later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Effect {
    /// It is always the same.
    Constant,
    /// It looks at names and properties. Getters are taken for properties.
    Reads,
    /// It may do anything.
    Acts,
}

/// What evaluating an expression may do.
pub(crate) fn effect(expr: &Expr) -> Effect {
    match unwrap(expr) {
        Expr::Lit(Lit::Regex(_)) => Effect::Reads,
        Expr::Lit(_) | Expr::Fn(_) | Expr::Arrow(_) => Effect::Constant,
        Expr::Ident(name) if name.sym == "undefined" => Effect::Constant,
        Expr::Ident(_) | Expr::This(_) | Expr::MetaProp(_) => Effect::Reads,
        Expr::Tpl(template) => all(template.exprs.iter().map(|expr| effect(expr))),
        Expr::Member(member) => Effect::Reads.max(effect(&member.obj)).max(key(&member.prop)),
        Expr::OptChain(chain) => match &*chain.base {
            OptChainBase::Member(member) => {
                Effect::Reads.max(effect(&member.obj)).max(key(&member.prop))
            }
            OptChainBase::Call(_) => Effect::Acts,
        },
        Expr::Bin(bin) if !matches!(bin.op, BinaryOp::In | BinaryOp::InstanceOf) => {
            effect(&bin.left).max(effect(&bin.right))
        }
        Expr::Unary(unary) if unary.op != UnaryOp::Delete => effect(&unary.arg),
        Expr::Cond(cond) => all([&cond.test, &cond.cons, &cond.alt].map(|expr| effect(expr))),
        Expr::Array(array) => all(array.elems.iter().flatten().map(|element| {
            let least = if element.spread.is_some() { Effect::Reads } else { Effect::Constant };
            least.max(effect(&element.expr))
        })),
        Expr::Object(object) => all(object.props.iter().map(of_property)),
        _ => Effect::Acts,
    }
}

/// What evaluating a property of a literal may do.
pub(crate) fn of_property(property: &PropOrSpread) -> Effect {
    let property = match property {
        PropOrSpread::Spread(spread) => return Effect::Reads.max(effect(&spread.expr)),
        PropOrSpread::Prop(property) => property,
    };
    let computed = |key: &PropName| match key {
        PropName::Computed(key) => effect(&key.expr),
        _ => Effect::Constant,
    };
    match &**property {
        Prop::Shorthand(_) => Effect::Reads,
        Prop::KeyValue(pair) => computed(&pair.key).max(effect(&pair.value)),
        Prop::Method(method) => computed(&method.key),
        Prop::Getter(_) | Prop::Setter(_) | Prop::Assign(_) => Effect::Acts,
    }
}

fn key(prop: &MemberProp) -> Effect {
    match prop {
        MemberProp::Computed(key) => effect(&key.expr),
        MemberProp::Ident(_) | MemberProp::PrivateName(_) => Effect::Constant,
    }
}

fn all(effects: impl IntoIterator<Item = Effect>) -> Effect {
    effects.into_iter().max().unwrap_or(Effect::Constant)
}

/// Whether values may be evaluated in this order, each given by the place that it had and what it
/// may do.
pub(crate) fn may_stand_so(values: &[(usize, Effect)]) -> bool {
    values.iter().enumerate().all(|(index, &(place, effect))| {
        values[index + 1..].iter().all(|&(later, other)| {
            let (least, most) = (effect.min(other), effect.max(other));
            later >= place || least == Effect::Constant || most <= Effect::Reads
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_acts_keeps_its_place() {
        use Effect::{Acts, Constant, Reads};
        assert!(may_stand_so(&[(2, Reads), (1, Reads)]));
        assert!(may_stand_so(&[(2, Constant), (1, Acts)]));
        assert!(may_stand_so(&[(1, Acts), (2, Acts)]));
        assert!(!may_stand_so(&[(2, Reads), (1, Acts)]));
        assert!(!may_stand_so(&[(3, Acts), (4, Reads), (1, Acts)]));
    }
}
