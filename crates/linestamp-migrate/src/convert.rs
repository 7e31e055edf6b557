//! From the arguments of an old call to a record.
//!
//! Input: a call whose logger and level are known. Output: a [`Draft`], or why there is none.
//! Every argument goes somewhere; what is evaluated once is evaluated once, unless it only looks at
//! names.

use linestamp_schema::Level;
use linestamp_transform::Order;
use linestamp_transform::analysis::{Place, byte_span, unwrap};
use swc_common::comments::Comment;
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::{Expr, Lit, OptChainBase};

use crate::draft::{Draft, Piece};
use crate::effect::{Effect, effect};
use crate::fields::shorthand;
use crate::find::Said;
use crate::made::{literal_of, property_of};
use crate::message::Words;
use crate::print::{Node, Style};
use crate::rules::Rule;
use crate::settings::Settings;
use crate::shape::{Shapes, name_of};
use crate::value::{Doubt, Logger};

/// What the conversion of every call of a file needs.
#[derive(Clone, Copy)]
pub(crate) struct Converter<'a, 's> {
    pub(crate) text: &'s str,
    pub(crate) settings: &'s Settings,
    pub(crate) style: &'s Style,
    pub(crate) comments: &'s [Comment],
    pub(crate) shapes: Shapes<'a, 's>,
}

/// One call.
pub(crate) struct Work<'a, 's> {
    pub(crate) converter: Converter<'a, 's>,
    pub(crate) place: Place,
    pub(crate) span: Span,
    /// Whether the level is one of the fields, and so known.
    pub(crate) has_level: bool,
    /// Whether the values of a template message are fields too.
    template_values: bool,
    pub(crate) draft: Draft,
}

/// Why a call is left alone, if it is.
pub(crate) type Step = Result<(), Doubt>;

impl<'a> Converter<'a, '_> {
    /// The record of a call.
    pub(crate) fn convert(
        self,
        (logger, rule): (&Logger<'a>, &Rule),
        level: Level,
        (span, place): (Span, Place),
        Said { args, has_level }: Said<'a>,
    ) -> Result<Draft, Doubt> {
        if args.iter().any(|arg| arg.spread.is_some()) {
            return Err("its arguments are spread, so that nothing is known of them".into());
        }
        let template_values = rule.template_values.unwrap_or(self.settings.template_values);
        let draft = Draft::new(level);
        let mut work = Work { converter: self, place, span, has_level, template_values, draft };
        for context in &logger.contexts {
            work.context(context)?;
        }
        let args: Vec<&Expr> = args.iter().map(|arg| &*arg.expr).collect();
        match (rule.arguments.is_empty(), rule.order) {
            (false, _) => work.listed(&args, rule.listed(args.len()))?,
            (true, Order::FieldsFirst) => work.fields_first(&args, rule.printf)?,
            (true, Order::Joined) => work.joined(&args)?,
            (true, Order::MessageFirst) => work.message_first(&args, rule.printf)?,
        }
        if work.draft.message.is_none() {
            work.error_in_fields(&args);
        }
        if work.draft.message.is_none() {
            return Err("it has no message".into());
        }
        Ok(work.draft)
    }
}

impl Work<'_, '_> {
    /// `(fields, message?, ...values)`, `(error, message?)`, `(message, ...)`.
    fn fields_first(&mut self, args: &[&Expr], printf: bool) -> Step {
        let Some((first, rest)) = args.split_first() else {
            return Err("it has no arguments".into());
        };
        let says = |expr: &Expr| self.converter.shapes.is_text(expr, self.place);
        let next_says = rest.first().is_some_and(|next| says(next));
        if let Some(literal) = literal_of(first) {
            self.literal(first, literal, rest.is_empty())?;
            return if rest.is_empty() { Ok(()) } else { self.message_first(rest, printf) };
        }
        // What a call gives before a text are fields, whatever it is given.
        if says(first) && !(next_says && is_made(first)) {
            return self.message_first(args, printf);
        }
        if self.is_error(first) {
            return self.error_first(first, rest, printf);
        }
        if next_says {
            if is_made(first) && !self.converter.shapes.is_object(first, self.place) {
                self.draft.doubt = Some("nothing shows that its fields are an object".into());
            }
            self.whole(first);
            return self.message_first(rest, printf);
        }
        self.by_name(args)
    }

    /// `(message, fields?)`, `(message, ...values)`, `(error)`.
    fn message_first(&mut self, args: &[&Expr], printf: bool) -> Step {
        let Some((first, rest)) = args.split_first() else {
            return Err("it has no arguments".into());
        };
        let says = |expr: &Expr| self.converter.shapes.is_text(expr, self.place);
        if let Some(literal) = literal_of(first) {
            // Fields before a message: what is behind such a module is pino, as often as not.
            let next_says = rest.first().is_some_and(|next| says(next));
            self.literal(first, literal, !next_says)?;
            return if next_says { self.message_first(rest, printf) } else { self.values(rest) };
        }
        let says = says(first);
        if !says && self.is_error(first) {
            return self.error_first(first, rest, printf);
        }
        if printf && self.formatted(first, rest)? {
            return Ok(());
        }
        self.message(first)?;
        match rest {
            [one]
                if literal_of(one).is_none()
                    && !self.is_error(one)
                    && !is_no_object(one)
                    && self.converter.shapes.is_object(one, self.place) =>
            {
                self.whole(one);
                Ok(())
            }
            rest => self.values(rest),
        }
    }

    /// As `console` shows its arguments: one after another.
    fn joined(&mut self, args: &[&Expr]) -> Step {
        let Some((first, rest)) = args.split_first() else {
            return Err("it has no arguments".into());
        };
        if let Some(literal) = literal_of(first) {
            self.literal(first, literal, true)?;
            return self.values(rest);
        }
        if !self.converter.shapes.is_text(first, self.place) {
            return match self.is_error(first) {
                true => self.error_first(first, rest, true),
                false => self.by_name(args),
            };
        }
        if self.formatted(first, rest)? {
            return Ok(());
        }
        let last = rest.iter().rposition(|arg| is_written(arg)).map_or(0, |last| last + 1);
        let (shown, others) = rest.split_at(last);
        let mut words = Words::default();
        self.word(&mut words, first)?;
        for arg in shown {
            words.text(" ");
            match literal_of(arg) {
                Some(_) => return Err("texts and objects take turns".into()),
                None => self.word(&mut words, arg)?,
            }
        }
        if shown.is_empty() {
            self.message(first)?;
        } else {
            self.say(words, first.span());
        }
        self.values(others)
    }

    /// `(error)`, `(error, message, ...)`, `(error, fields)`.
    fn error_first(&mut self, error: &Expr, rest: &[&Expr], printf: bool) -> Step {
        let says = |expr: &&&Expr| self.converter.shapes.is_text(expr, self.place);
        if rest.first().filter(says).is_some() {
            self.error("error", error)?;
            return self.message_first(rest, printf);
        }
        self.draft.message = Some(self.message_of(error));
        self.error("error", error)?;
        self.values(rest)
    }

    /// What an error says.
    fn message_of(&self, error: &Expr) -> Piece {
        let is_shown = self.converter.shapes.is_shown_error(error, self.place);
        self.said_by(error, is_shown)
    }

    /// What an error says, or a value that its name alone shows to be one.
    pub(crate) fn said_by(&self, error: &Expr, is_shown: bool) -> Piece {
        let name = self.source(error);
        let message = if is_shown {
            format!("{name} instanceof Error ? {name}.message : String({name})")
        } else {
            format!("String({name})")
        };
        self.piece(Node::Text(message), error)
    }

    /// `({ err })`, whose message is the error's, as pino has it.
    fn error_in_fields(&mut self, args: &[&Expr]) {
        let [fields] = args else { return };
        let Some(literal) = literal_of(fields) else { return };
        let error = literal.props.iter().find_map(|property| {
            let (name, value) = property_of(property);
            let value = value.cloned().or_else(|| shorthand(property))?;
            let is_one = matches!(name, Some("err" | "error"))
                && self.converter.shapes.is_shown_error(&value, self.place);
            is_one.then_some(value)
        });
        self.draft.message = error.map(|error| self.message_of(&error));
    }

    /// Values without a text: the first one's name is the message.
    fn by_name(&mut self, args: &[&Expr]) -> Step {
        let name = args.first().and_then(|first| name_of(first));
        let Some(name) = name else { return Err("it has no message, only values".into()) };
        let message = Node::Text(self.converter.style.string(name));
        self.draft.message = Some(Piece { node: message, at: 0, effect: Effect::Constant });
        self.values(args)
    }

    /// The message as it is.
    pub(crate) fn message(&mut self, message: &Expr) -> Step {
        if self.draft.message.is_some() {
            return Err("it has two messages".into());
        }
        if is_no_text(message) {
            return Err("its message is no text".into());
        }
        if is_made(message) && !self.converter.shapes.is_text(message, self.place) {
            self.draft.doubt = Some("nothing shows that its message is a text".into());
        }
        if let Expr::Tpl(template) = unwrap(message)
            && self.template_values
        {
            for value in &template.exprs {
                if let Some(name) = name_of(value).filter(|_| effect(value) <= Effect::Reads) {
                    let piece = self.source_piece(value);
                    self.draft.add_named(name, piece);
                }
            }
        }
        self.draft.message = Some(self.source_piece(message));
        Ok(())
    }

    pub(crate) fn is_error(&self, expr: &Expr) -> bool {
        self.converter.shapes.is_error(expr, self.place)
    }

    /// The text of an expression.
    pub(crate) fn source(&self, expr: &Expr) -> String {
        self.converter.text[byte_span(unwrap(expr).span()).range()].to_owned()
    }

    pub(crate) fn keep(&mut self, span: Span) {
        self.draft.kept.push(byte_span(span));
    }

    pub(crate) fn source_node(&mut self, span: Span) -> Node {
        self.keep(span);
        let (span, text) = (byte_span(span), self.converter.text);
        Node::source(&text[span.range()], crate::layout::indent_at(text, span.start))
    }

    pub(crate) fn source_piece(&mut self, expr: &Expr) -> Piece {
        let node = self.source_node(expr.span());
        self.piece(node, expr)
    }

    pub(crate) fn piece(&self, node: Node, expr: &Expr) -> Piece {
        Piece { node, at: byte_span(expr.span()).start, effect: effect(expr) }
    }
}

/// Whether an expression is plainly no object with fields, or one that is an error.
pub(crate) fn is_no_object(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::Ident(name) => name.sym == "undefined",
        other => is_no_text(other) || is_written(other) || matches!(other, Expr::Bin(_)),
    }
}

/// Whether an expression is what something gives, whose name says nothing of it.
fn is_made(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::OptChain(chain) => matches!(&*chain.base, OptChainBase::Call(_)),
        other => {
            matches!(other, Expr::Call(_) | Expr::Await(_) | Expr::Yield(_) | Expr::TaggedTpl(_))
        }
    }
}

/// Whether an expression is plainly no text.
fn is_no_text(expr: &Expr) -> bool {
    match unwrap(expr) {
        Expr::Lit(literal) => !matches!(literal, Lit::Str(_)),
        Expr::Ident(name) => name.sym == "undefined",
        Expr::New(_) | Expr::Object(_) | Expr::Array(_) | Expr::Fn(_) | Expr::Arrow(_) => true,
        _ => false,
    }
}

fn is_written(expr: &Expr) -> bool {
    matches!(unwrap(expr), Expr::Lit(Lit::Str(_)) | Expr::Tpl(_))
}
