//! Messages that are put together of several arguments: `%s` and its kind, and what `console` shows one after
//! another.

use linestamp_transform::analysis::{byte_span, static_name, unwrap};
use swc_common::{Span, Spanned as _};
use swc_ecma_ast::Expr;

use crate::convert::{Step, Work};
use crate::draft::Piece;
use crate::effect::{Effect, effect};
use crate::message::{Message, Words};
use crate::print::Node;
use crate::printf::{self, Part};
use crate::shape::name_of;
use crate::value::Doubt;

impl Work<'_, '_> {
    /// A text with `%s` and its kind; says whether it is one.
    pub(crate) fn formatted(&mut self, message: &Expr, args: &[&Expr]) -> Result<bool, Doubt> {
        let Some(text) = written(message) else { return Ok(false) };
        let parts = printf::parts(&text, args.len());
        if !parts.iter().any(|part| !matches!(part, Part::Text(_))) {
            return Ok(false);
        }
        let mut args = args.iter();
        let mut words = Words::default();
        for part in parts {
            let arg = match part {
                Part::Text(text) => {
                    words.text(&text);
                    continue;
                }
                _ => args.next().ok_or("it has fewer arguments than its text names")?,
            };
            match part {
                Part::Nothing if effect(arg) == Effect::Constant => {}
                Part::Nothing => return Err("the style of `%c` is not a text".into()),
                Part::Inline => self.word(&mut words, arg)?,
                _ => self.object_word(&mut words, arg)?,
            }
        }
        self.say(words, message.span());
        self.values(args.as_slice())?;
        Ok(true)
    }

    /// An argument within a text; what has a name is a field too.
    pub(crate) fn word(&mut self, words: &mut Words, arg: &Expr) -> Step {
        if let Some(text) = written(arg) {
            words.text(&text);
            return Ok(());
        }
        if let Expr::Tpl(template) = unwrap(arg) {
            words.template(template, self.converter.text);
            words.effect = words.effect.max(effect(arg));
            self.keep(arg.span());
            return Ok(());
        }
        words.value(&self.source(arg), effect(arg));
        self.keep(arg.span());
        if self.is_error(arg) {
            return self.error("error", arg);
        }
        if let Some(name) = name_of(arg).filter(|_| effect(arg) <= Effect::Reads) {
            let piece = self.source_piece(arg);
            self.draft.add_named(name, piece);
        }
        Ok(())
    }

    /// An argument that a text shows as an object: its field's name stands there.
    fn object_word(&mut self, words: &mut Words, arg: &Expr) -> Step {
        let name = name_of(arg).unwrap_or("value").to_owned();
        words.text(&format!("{{{name}}}"));
        if self.is_error(arg) { self.error(&name, arg) } else { self.value(&name, arg) }
    }

    /// Texts and values together as the message.
    pub(crate) fn say(&mut self, words: Words, at: Span) {
        let effect = words.effect;
        let node = match words.finish() {
            Message::Plain(text) => Node::Text(self.converter.style.string(&text)),
            Message::Template(template) => Node::source(&template, ""),
        };
        self.draft.message = Some(Piece { node, at: byte_span(at).start, effect });
    }
}

/// The text of a string that is written out; a template without values counts.
fn written(expr: &Expr) -> Option<String> {
    static_name(expr).map(str::to_owned)
}
