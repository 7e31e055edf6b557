//! What an object literal says about the stamp's field, and where a stamp goes in it.

use swc_common::Spanned;
use swc_ecma_ast::{Expr, Lit, ObjectLit, Prop, PropName, PropOrSpread, Str};

use crate::parse::Origin;
use crate::position::ByteSpan;
use crate::trivia::next_token;
use crate::walk::{prop_name, unwrap};

/// A literal, read for one field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    /// The first property that is the field.
    pub(crate) field: Option<Occurrence<'a>>,
    /// Where a stamp goes.
    pub(crate) gap: Gap,
}

/// A property that is the field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Occurrence<'a> {
    /// Its index among the literal's properties.
    pub(crate) index: usize,
    /// The whole property.
    pub(crate) span: ByteSpan,
    /// Its value, where that is a string literal.
    pub(crate) value: Option<&'a Str>,
}

/// Where a stamp goes in a literal, and with which commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gap {
    /// `{}`: right after the brace.
    Empty(usize),
    /// `{ a }`: right after the last property.
    AfterLast(usize),
    /// `{ a, }`: right after the trailing comma.
    AfterComma(usize),
    /// `{ ...a }`: right before the first property, so that a value in the data wins.
    BeforeFirst(usize),
}

/// Reads a literal.
pub(crate) fn read<'a>(
    literal: &'a ObjectLit,
    field: &str,
    text: &str,
    origin: Origin,
) -> Reading<'a> {
    let occurrence = literal.props.iter().enumerate().find_map(|(index, prop)| match prop {
        PropOrSpread::Prop(prop) if key_of(prop) == Some(field) => Some(Occurrence {
            index,
            span: prop_span(&literal.props[index], origin),
            value: string_value(prop),
        }),
        _ => None,
    });
    Reading { field: occurrence, gap: gap(literal, text, origin) }
}

fn gap(literal: &ObjectLit, text: &str, origin: Origin) -> Gap {
    let (Some(first), Some(last)) = (literal.props.first(), literal.props.last()) else {
        return Gap::Empty(origin.offset(literal.span.lo) + 1);
    };
    if literal.props.iter().any(may_be_any_key) {
        return Gap::BeforeFirst(prop_span(first, origin).start);
    }
    let end = prop_span(last, origin).end;
    match comma_after(text, end) {
        Some(comma) => Gap::AfterComma(comma + 1),
        None => Gap::AfterLast(end),
    }
}

/// A property's bytes. SWC's own span of a spread leaves out its dots.
pub(crate) fn prop_span(prop: &PropOrSpread, origin: Origin) -> ByteSpan {
    match prop {
        PropOrSpread::Spread(spread) => {
            origin.span(spread.dot3_token.with_hi(spread.expr.span().hi))
        }
        PropOrSpread::Prop(prop) => origin.span(prop.span()),
    }
}

/// Whether a property may turn out to be the field at run time.
pub(crate) fn may_be_any_key(prop: &PropOrSpread) -> bool {
    match prop {
        PropOrSpread::Spread(_) => true,
        PropOrSpread::Prop(prop) => match prop_key(prop) {
            Some(PropName::Computed(key)) => {
                prop_key(prop).and_then(prop_name).is_none()
                    && !matches!(
                        unwrap(&key.expr),
                        Expr::Lit(Lit::Num(_) | Lit::Bool(_) | Lit::Null(_) | Lit::BigInt(_))
                    )
            }
            _ => false,
        },
    }
}

fn prop_key(prop: &Prop) -> Option<&PropName> {
    match prop {
        Prop::KeyValue(prop) => Some(&prop.key),
        Prop::Getter(prop) => Some(&prop.key),
        Prop::Setter(prop) => Some(&prop.key),
        Prop::Method(prop) => Some(&prop.key),
        Prop::Shorthand(_) | Prop::Assign(_) => None,
    }
}

fn key_of(prop: &Prop) -> Option<&str> {
    match prop {
        Prop::Shorthand(name) => Some(&name.sym),
        Prop::Assign(prop) => Some(&prop.key.sym),
        _ => prop_key(prop).and_then(prop_name),
    }
}

fn string_value(prop: &Prop) -> Option<&Str> {
    match prop {
        Prop::KeyValue(prop) => match &*prop.value {
            Expr::Lit(Lit::Str(text)) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// The offset of the comma that follows, behind white space and comments.
fn comma_after(text: &str, at: usize) -> Option<usize> {
    let next = next_token(text, at);
    text[next..].starts_with(',').then_some(next)
}
