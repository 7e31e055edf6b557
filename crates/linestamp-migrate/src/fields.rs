//! The fields of a record: what stands behind a message, literals, errors.

use linestamp_transform::analysis::{byte_span, unwrap};
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{Expr, ObjectLit, Prop, PropOrSpread};

use crate::convert::{Step, Work};
use crate::draft::{FieldPiece, Piece};
use crate::effect::{Effect, of_property};
use crate::layout::{indent_at, line_start};
use crate::made::{literal_of, property_of};
use crate::print::{Entry, Node};
use crate::shape::name_of;
use crate::value::Doubt;

/// Why an error cannot be taken apart.
const MADE_THERE: &str = "an object is made in its arguments, perhaps an error";

impl Work<'_, '_> {
    /// Arguments behind the message.
    pub(crate) fn values(&mut self, args: &[&Expr]) -> Step {
        for arg in args {
            match literal_of(arg) {
                Some(literal) => self.literal(arg, literal, false)?,
                None if self.is_error(arg) => self.error("error", arg)?,
                None => self.value(name_of(arg).unwrap_or("value"), arg)?,
            }
        }
        Ok(())
    }

    pub(crate) fn value(&mut self, name: &str, arg: &Expr) -> Step {
        if matches!(unwrap(arg), Expr::New(_)) {
            return Err(MADE_THERE.into());
        }
        let piece = self.source_piece(arg);
        self.draft.add_named(name, piece);
        Ok(())
    }

    /// A value whose fields are not known, as all of the metadata or spread into it.
    pub(crate) fn whole(&mut self, arg: &Expr) {
        let piece = self.source_piece(arg);
        self.draft.fields.push(FieldPiece { name: None, piece, verbatim: false });
    }

    /// The fields of a literal. With `says`, one of them may be the message.
    pub(crate) fn literal(&mut self, expr: &Expr, literal: &ObjectLit, says: bool) -> Step {
        let before = self.draft.fields.len();
        let mut as_it_is = matches!(unwrap(expr), Expr::Object(_));
        for property in &literal.props {
            as_it_is &= self.property(property, says)?;
        }
        let inside = &self.converter.text[byte_span(literal.span).range()];
        let has_layout = inside.contains('\n') || inside.contains("/*");
        if as_it_is && before == 0 && has_layout && !literal.props.is_empty() {
            let node = self.source_node(literal.span);
            self.draft.literal = Some((node, self.draft.fields.len()));
        }
        Ok(())
    }

    /// One field; says whether it stays as it is.
    fn property(&mut self, property: &PropOrSpread, says: bool) -> Result<bool, Doubt> {
        let (name, value) = property_of(property);
        let shorthand = shorthand(property);
        if says && self.has_level && name == Some("level") {
            return Ok(false);
        }
        if let (Some(name), Some(value)) = (name, value.or(shorthand.as_ref())) {
            let is_message = says && matches!(name, "message" | "msg");
            if is_message && self.draft.message.is_none() {
                self.message(value)?;
                return Ok(false);
            }
            if let Some(column) = self.converter.settings.column(name)
                && self.draft.columns.iter().all(|(known, _)| known != column)
            {
                let column = column.to_owned();
                let piece = self.source_piece(value);
                self.draft.columns.push((column, piece));
                return Ok(false);
            }
            // The last one counts.
            self.draft.fields.retain(|field| {
                field.name.as_deref() != Some(name) || field.piece.effect == Effect::Acts
            });
            if makes_error(value) {
                return Err(MADE_THERE.into());
            }
            if self.is_error(value) && self.converter.shapes.is_shown_error(value, self.place) {
                self.error(name, value)?;
                return Ok(false);
            }
        }
        let at = byte_span(property.span()).start;
        let node = self.commented_node(property.span());
        let piece = Piece { node, at, effect: of_property(property) };
        let name = name.map(str::to_owned);
        self.draft.fields.push(FieldPiece { name, piece, verbatim: true });
        Ok(true)
    }

    /// The text of a property with the comments on the lines above it.
    fn commented_node(&mut self, span: Span) -> Node {
        let (text, mut whole) = (self.converter.text, byte_span(span));
        let comments = self.converter.comments;
        let above = |start: usize| {
            let next = comments.partition_point(|comment| byte_span(comment.span).end <= start);
            let comment = byte_span(comments[..next].last()?.span);
            let line = &text[line_start(text, comment.start)..comment.start];
            (line.trim().is_empty() && text[comment.end..start].trim().is_empty())
                .then_some(comment)
        };
        while let Some(comment) = above(whole.start) {
            whole.start = comment.start;
        }
        self.draft.kept.push(whole);
        Node::source(&text[whole.range()], indent_at(text, whole.start))
    }

    /// An error as an object that can be written down; as it is, where only its name says that it is one.
    pub(crate) fn error(&mut self, name: &str, error: &Expr) -> Step {
        if !self.converter.shapes.is_shown_error(error, self.place) {
            let piece = self.source_piece(error);
            self.draft.add_named(name, piece);
            return Ok(());
        }
        self.taken_apart(name, error)
    }

    /// An error, which can be looked at more than once, as an object that can be written down.
    pub(crate) fn taken_apart(&mut self, name: &str, error: &Expr) -> Step {
        if crate::reach::find(self.converter.shapes.facts, self.place, &"Error".into()).is_some() {
            return Err("`Error` is something else in this file".into());
        }
        let source = self.source(error);
        self.keep(error.span());
        let parts = ["name", "message", "stack", "cause"];
        let entries = parts.map(|part| Entry::of(part, Node::Text(format!("{source}.{part}"))));
        let node = Node::Within {
            before: format!("{source} instanceof Error ? "),
            entries: entries.to_vec(),
            after: format!(" : {source}"),
        };
        let piece = self.piece(node, error);
        self.draft.add_named(name, piece);
        Ok(())
    }
}

/// `new TypeError(…)`
fn makes_error(value: &Expr) -> bool {
    let Expr::New(new) = unwrap(value) else { return false };
    name_of(&new.callee).is_some_and(|class| class.ends_with("Error"))
}

/// `{ name }`, as an expression.
pub(crate) fn shorthand(property: &PropOrSpread) -> Option<Expr> {
    match property {
        PropOrSpread::Prop(property) => match &**property {
            Prop::Shorthand(name) => Some(Expr::Ident(name.clone())),
            _ => None,
        },
        PropOrSpread::Spread(_) => None,
    }
}
