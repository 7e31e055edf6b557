//! White space and comments between tokens.

/// Whether a character ends a line.
pub(crate) fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// Whether a character is white space to ECMAScript.
pub(crate) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// The offset of the first token at or after `at`, which must not lie inside a token.
#[must_use]
pub fn next_token(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        let token = rest.trim_start_matches(is_space);
        at += rest.len() - token.len();
        if token.starts_with("//") {
            at += token.find(is_line_end).unwrap_or(token.len());
        } else if let Some(comment) = token.strip_prefix("/*") {
            at += comment.find("*/").map_or(token.len(), |end| end + 4);
        } else {
            return at;
        }
    }
}

/// The offset behind a hashbang line's text, if the file begins with one.
pub(crate) fn end_of_hashbang(text: &str) -> usize {
    if text.trim_start_matches('\u{feff}').starts_with("#!") {
        text.find(is_line_end).unwrap_or(text.len())
    } else {
        0
    }
}
