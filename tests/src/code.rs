//! A program as tokens, before anybody decides on white space.
//!
//! Snippets are written plainly: `code.add("return env.LOGS")`. They are cut into tokens here; what
//! may stand between two tokens is decided by [`layout`](crate::layout).

/// What may stand before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gap {
    /// Any white space, line breaks and comments.
    Free,
    /// White space and comments without a line break: grammar or automatic semicolons forbid one.
    SameLine,
    /// Nothing at all.
    None,
}

/// One token and what may stand before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// The token as it is printed.
    pub text: String,
    /// What may stand before it.
    pub gap: Gap,
}

/// Tokens in order.
#[derive(Debug, Clone, Default)]
pub struct Code {
    tokens: Vec<Token>,
}

/// Words after which a line break would end the statement or change its meaning.
const SAME_LINE_AFTER: [&str; 13] = [
    "return",
    "throw",
    "async",
    "yield",
    "break",
    "continue",
    "type",
    "interface",
    "declare",
    "accessor",
    "private",
    "public",
    "readonly",
];

/// Tokens before which a line break is forbidden or would end the statement.
const SAME_LINE_BEFORE: [&str; 6] = ["=>", "++", "--", "!", "as", "satisfies"];

/// Punctuators of more than one character, longest first.
const LONG: [&str; 17] = [
    "...", "===", "!==", "&&=", "||=", "??=", "=>", "?.", "??", "||", "&&", "++", "--", "==", "!=",
    "<=", ">=",
];

impl Code {
    /// The tokens so far.
    #[must_use]
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Adds the tokens of a snippet. It may hold names, numbers, plain strings and punctuators.
    pub fn add(&mut self, snippet: &str) -> &mut Code {
        let mut rest = snippet.trim_start();
        while !rest.is_empty() {
            let length = token_length(rest);
            self.token(&rest[..length]);
            rest = rest[length..].trim_start();
        }
        self
    }

    /// Adds one token, whatever it holds: a template, a string with escapes, a comment.
    pub fn token(&mut self, text: &str) -> &mut Code {
        let after = |last: &Token| SAME_LINE_AFTER.contains(&last.text.as_str());
        let same_line = SAME_LINE_BEFORE.contains(&text) || self.tokens.last().is_some_and(after);
        let gap = if same_line { Gap::SameLine } else { Gap::Free };
        self.with_gap(gap, text)
    }

    /// Adds one token right behind the last one.
    pub fn joined(&mut self, text: &str) -> &mut Code {
        self.with_gap(Gap::None, text)
    }

    /// Adds one token on the line on which the last one ends.
    pub fn same_line(&mut self, text: &str) -> &mut Code {
        self.with_gap(Gap::SameLine, text)
    }

    fn with_gap(&mut self, gap: Gap, text: &str) -> &mut Code {
        self.tokens.push(Token { text: text.to_owned(), gap });
        self
    }
}

fn token_length(text: &str) -> usize {
    let first = text.as_bytes()[0];
    if matches!(first, b'\'' | b'"') {
        let close = text[1..].find(char::from(first)).expect("a snippet closes its strings");
        return close + 2;
    }
    let word = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    if word > 0 {
        return word;
    }
    LONG.iter().find(|long| text.starts_with(**long)).map_or(1, |long| long.len())
}

/// Whether a character may be part of a name, a number, an escape in a name or a `#private` name.
#[must_use]
pub fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '\\' | '@')
}

#[cfg(test)]
mod tests {
    use super::{Code, Gap};

    #[test]
    fn snippets_are_cut_into_tokens() {
        let mut code = Code::default();
        code.add("return x?.['a b'](...y) => 1");
        let texts: Vec<&str> = code.tokens().iter().map(|token| token.text.as_str()).collect();
        assert_eq!(
            texts,
            ["return", "x", "?.", "[", "'a b'", "]", "(", "...", "y", ")", "=>", "1"]
        );
        assert_eq!(code.tokens()[1].gap, Gap::SameLine);
        assert_eq!(code.tokens()[10].gap, Gap::SameLine);
        assert_eq!(code.tokens()[2].gap, Gap::Free);
    }
}
