//! White space, comments and line breaks between tokens, in every way the grammar allows.

use crate::choices::Choices;
use crate::code::{Code, Gap, is_word};

/// How wildly a program is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Density {
    /// As a formatter would: a space, now and then a line break.
    Tidy,
    /// A line break or a comment at one token in four.
    Odd,
    /// Something between nearly any two tokens.
    Wild,
}

/// The line breaks of ECMAScript; the last entry stands for one break drawn anew each time.
const BREAKS: [&str; 6] = ["\n", "\r\n", "\r", "\u{2028}", "\u{2029}", ""];

const SPACES: [&str; 8] = [" ", "  ", "\t", "\u{b}", "\u{c}", "\u{a0}", "\u{feff}", "\u{3000}"];

/// What comments say: things that would mislead a tool that does not lex.
const REMARKS: [&str; 10] = [
    "",
    " note ",
    " it's \" and ` ",
    " env.LOGS.write({}) ",
    ", source_location: 'x.ts:1'",
    " 😀 𝒳 ",
    "* }) ({ ",
    " é // ",
    " source_location: ",
    " \\u000a ",
];

/// Prints the tokens of a program with a layout of its own.
#[must_use]
pub fn print(code: &Code, choices: &mut Choices<'_>) -> String {
    let mut layout = Layout {
        density: choices.pick(&[Density::Tidy, Density::Odd, Density::Wild]),
        line_break: choices.pick(&BREAKS),
        choices,
        out: String::new(),
    };
    for token in code.tokens() {
        layout.gap(token.gap, &token.text);
        layout.out.push_str(&token.text);
    }
    let end = layout.line_break();
    layout.out.push_str(end);
    layout.out
}

struct Layout<'a, 'c> {
    density: Density,
    line_break: &'static str,
    choices: &'a mut Choices<'c>,
    out: String,
}

impl Layout<'_, '_> {
    fn gap(&mut self, gap: Gap, next: &str) {
        let before = self.out.len();
        match gap {
            Gap::None => return,
            Gap::SameLine => self.on_the_line(),
            Gap::Free => self.anything(),
        }
        let glued = self.out.len() == before
            && self.out.chars().next_back().is_some_and(is_word)
            && next.chars().next().is_some_and(is_word);
        if glued {
            self.out.push(' ');
        }
    }

    fn anything(&mut self) {
        let percent = match self.density {
            Density::Tidy => 4,
            Density::Odd => 20,
            Density::Wild => 70,
        };
        while self.choices.chance(percent) {
            match self.choices.below(6) {
                0 | 1 => self.break_line(),
                2 => self.line_comment(),
                3 => self.long_comment(),
                4 => self.short_comment(),
                _ => self.space(),
            }
        }
        if self.choices.chance(40) {
            self.space();
        }
    }

    fn on_the_line(&mut self) {
        if self.density != Density::Tidy && self.choices.chance(30) {
            self.short_comment();
        }
        self.space();
    }

    fn space(&mut self) {
        let tidy = self.density == Density::Tidy;
        self.out.push_str(if tidy { " " } else { self.choices.pick(&SPACES) });
    }

    fn line_break(&mut self) -> &'static str {
        match self.line_break {
            "" => self.choices.pick(&BREAKS[..5]),
            usual => usual,
        }
    }

    fn break_line(&mut self) {
        let line_break = self.line_break();
        self.out.push_str(line_break);
    }

    fn line_comment(&mut self) {
        let remark = self.choices.pick(&REMARKS);
        self.out.push_str("//");
        self.out.push_str(remark);
        self.break_line();
    }

    fn short_comment(&mut self) {
        let remark = self.choices.pick(&REMARKS);
        self.out.push_str("/*");
        self.out.push_str(remark);
        self.out.push_str("*/");
    }

    fn long_comment(&mut self) {
        let (first, second) = (self.choices.pick(&REMARKS), self.choices.pick(&REMARKS));
        self.out.push_str("/*");
        self.out.push_str(first);
        self.break_line();
        self.out.push_str(second);
        self.out.push_str("*/");
    }
}
