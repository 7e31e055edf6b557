//! Arguments whose places in the record a rule lists.

use linestamp_transform::analysis::unwrap;
use swc_ecma_ast::{Expr, Lit};

use crate::convert::{Step, Work, is_no_object};
use crate::destination::Destination;
use crate::effect::{Effect, effect};
use crate::made::literal_of;
use crate::shape::name_of;

impl Work<'_, '_> {
    /// Each argument goes where the rule says that it goes.
    pub(crate) fn listed(&mut self, args: &[&Expr], list: Option<&[Destination]>) -> Step {
        let Some(list) = list else {
            let count = args.len();
            return Err(format!("its logger's rule lists no call with {count} arguments").into());
        };
        for (to, arg) in list.iter().zip(args) {
            self.put(to, arg)?;
        }
        if self.draft.message.is_none()
            && let Some(at) = list.iter().position(|to| *to == Destination::Error)
        {
            if !can_be_repeated(args[at]) {
                return Err("its only message is that of an error that is made there".into());
            }
            self.draft.message = Some(self.said_by(args[at], true));
        }
        Ok(())
    }

    /// A value at its place.
    pub(crate) fn put(&mut self, to: &Destination, value: &Expr) -> Step {
        if is_nothing(value) && !matches!(to, Destination::Message | Destination::Level) {
            return Ok(());
        }
        match to {
            // It is known before.
            Destination::Level => Ok(()),
            Destination::Message => self.message(value),
            Destination::Error if can_be_repeated(value) => self.taken_apart("error", value),
            Destination::Error => self.value("error", value),
            Destination::Metadata => match literal_of(value) {
                Some(literal) => self.literal(value, literal, false),
                None if is_no_object(value) => Err("its metadata are no object".into()),
                None => {
                    self.whole(value);
                    Ok(())
                }
            },
            Destination::Field(name) if self.is_error(value) => self.error(name, value),
            Destination::Field(name) => self.value(name, value),
            Destination::Column(column) => {
                let piece = self.source_piece(value);
                match self.draft.columns.iter().all(|(known, _)| known != column) {
                    true => self.draft.columns.push((column.clone(), piece)),
                    false => self.draft.add_named(column, piece),
                }
                Ok(())
            }
        }
    }
}

/// `undefined`, `null`
fn is_nothing(value: &Expr) -> bool {
    match unwrap(value) {
        Expr::Ident(name) => name.sym == "undefined",
        other => matches!(other, Expr::Lit(Lit::Null(_))),
    }
}

/// Whether a value is a name, or a property, which may be looked at more than once.
fn can_be_repeated(value: &Expr) -> bool {
    name_of(value).is_some() && effect(value) <= Effect::Reads
}
