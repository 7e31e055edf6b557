//! A message that is put together of texts and values.

use linestamp_transform::analysis::byte_span;
use swc_common::Spanned as _;
use swc_ecma_ast::Tpl;

use crate::effect::Effect;

/// The result.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Message {
    /// A text without values, as it is meant.
    Plain(String),
    /// A template literal, as it is written.
    Template(String),
}

/// Texts and values, one after another.
#[derive(Debug)]
pub(crate) struct Words {
    plain: String,
    template: String,
    has_values: bool,
    pub(crate) effect: Effect,
}

impl Default for Words {
    fn default() -> Words {
        Words {
            plain: String::new(),
            template: String::new(),
            has_values: false,
            effect: Effect::Constant,
        }
    }
}

impl Words {
    /// Adds a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.plain.push_str(text);
        for c in text.chars() {
            match c {
                '`' | '\\' => self.template.extend(['\\', c]),
                '\r' => self.template.push_str("\\r"),
                '\n' => self.template.push_str("\\n"),
                '\t' => self.template.push_str("\\t"),
                '{' => {
                    self.part_from_brace();
                    self.template.push('{');
                }
                c if c.is_control() => {
                    self.template.push_str(&format!("\\u{:04x}", u32::from(c)));
                }
                c => self.template.push(c),
            }
        }
    }

    /// Sees to it that a brace that comes next does not begin a value, as it would in `${`.
    fn part_from_brace(&mut self) {
        let Some(before) = self.template.strip_suffix('$') else { return };
        let backslashes = before.len() - before.trim_end_matches('\\').len();
        if backslashes % 2 == 0 {
            self.template.insert(before.len(), '\\');
        }
    }

    /// Adds a value, by its text in the file.
    pub(crate) fn value(&mut self, source: &str, effect: Effect) {
        self.template.push_str("${");
        self.template.push_str(source);
        self.template.push('}');
        self.has_values = true;
        self.effect = self.effect.max(effect);
    }

    /// Adds what a template literal says.
    pub(crate) fn template(&mut self, template: &Tpl, text: &str) {
        let span = byte_span(template.span());
        let inside = &text[span.start + 1..span.end - 1];
        if inside.starts_with('{') {
            self.part_from_brace();
        }
        self.template.push_str(inside);
        self.has_values = true;
    }

    pub(crate) fn finish(self) -> Message {
        if self.has_values {
            Message::Template(format!("`{}`", self.template))
        } else {
            Message::Plain(self.plain)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_would_read_otherwise_is_escaped() {
        let mut words = Words::default();
        words.text("a `b` ${c} \\ $");
        words.value("d", Effect::Reads);
        words.text("{\u{0} \\${e}");
        assert_eq!(
            words.finish(),
            Message::Template("`a \\`b\\` \\${c} \\\\ $${d}{\\u0000 \\\\\\${e}`".to_owned())
        );
    }
}
