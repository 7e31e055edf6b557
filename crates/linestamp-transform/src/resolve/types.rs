//! What a written type stands for.

use swc_ecma_ast::{TsEntityName, TsLit, TsType, TsTypeQueryExpr, TsUnionOrIntersectionType};

use super::{Match, Resolver};
use crate::target::Root;

impl<'a> Resolver<'a, '_> {
    /// The targets that a written type stands for: `Env` and `Env['LOGS']` where the first name is
    /// `env`, `typeof env.LOGS`.
    pub(super) fn typed(&self, typed: &'a TsType, steps: u32) -> Option<Match> {
        let steps = steps.checked_sub(1)?;
        match typed {
            TsType::TsParenthesizedType(inner) => self.typed(&inner.type_ann, steps),
            TsType::TsTypeRef(reference) => {
                let name = match &reference.type_name {
                    TsEntityName::Ident(name) => &*name.sym,
                    TsEntityName::TsQualifiedName(name) => &*name.right.sym,
                };
                let inner = reference.type_params.as_ref().and_then(|params| params.params.first());
                match (name, inner) {
                    (
                        "NonNullable" | "Readonly" | "Required" | "Partial" | "Pick" | "Omit",
                        Some(inner),
                    ) => self.typed(inner, steps),
                    _ => self.select(1, |target| {
                        matches!(target.root, Root::Named)
                            && target.names.len() > 1
                            && is_type_of(name, &target.names[0])
                    }),
                }
            }
            TsType::TsIndexedAccessType(access) => {
                let TsType::TsLitType(index) = &*access.index_type else { return None };
                let TsLit::Str(index) = &index.lit else { return None };
                let object = self.typed(&access.obj_type, steps)?;
                self.advance(object, index.value.as_wtf8().as_str()?)
            }
            TsType::TsTypeQuery(query) => match &query.expr_name {
                TsTypeQueryExpr::TsEntityName(name) => self.queried(name, steps),
                TsTypeQueryExpr::Import(_) => None,
            },
            TsType::TsUnionOrIntersectionType(TsUnionOrIntersectionType::TsUnionType(union)) => {
                let mut parts =
                    union.types.iter().filter(|part| !matches!(***part, TsType::TsKeywordType(_)));
                match (parts.next(), parts.next()) {
                    (Some(only), None) => self.typed(only, steps),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// `typeof env.LOGS`, by its names alone.
    fn queried(&self, name: &'a TsEntityName, steps: u32) -> Option<Match> {
        let steps = steps.checked_sub(1)?;
        match name {
            TsEntityName::Ident(name) => self.begins(&name.sym),
            TsEntityName::TsQualifiedName(qualified) => self
                .queried(&qualified.left, steps)
                .and_then(|left| self.advance(left, &qualified.right.sym))
                .or_else(|| self.begins(&qualified.right.sym)),
        }
    }
}

/// `Env` is the type of `env`.
fn is_type_of(name: &str, value: &str) -> bool {
    let mut letters = name.chars();
    let capital = letters.next().is_some_and(char::is_uppercase);
    capital && name.eq_ignore_ascii_case(value)
}
