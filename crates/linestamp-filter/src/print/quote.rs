//! Texts and keys, in quotes where they would be read as something else without.

use std::fmt::{self, Display, Write as _};

/// A text, in quotes where it has to be.
pub(super) struct Quoted<'t> {
    pub(super) text: &'t str,
    /// Whether it stands alone, where a colon and some words have a meaning.
    pub(super) is_text: bool,
}

impl Quoted<'_> {
    fn is_plain(&self) -> bool {
        let text = self.text;
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '/' | ':');
        let is_joint = ["and", "or", "not"].iter().any(|word| text.eq_ignore_ascii_case(word));
        !text.is_empty()
            && text.chars().all(plain)
            && !text.starts_with('-')
            && !text.contains("..")
            && !(self.is_text && (text.contains(':') || is_joint))
    }
}

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_plain() { f.write_str(self.text) } else { in_quotes(f, self.text) }
    }
}

/// A key, or a text of which a part is meant: in quotes unless it is of letters and digits.
pub(super) struct Key<'t>(pub(super) &'t str);

impl Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
        if !self.0.is_empty() && self.0.chars().all(plain) {
            f.write_str(self.0)
        } else {
            in_quotes(f, self.0)
        }
    }
}

fn in_quotes(f: &mut fmt::Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' | '\\' => write!(f, "\\{character}")?,
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            unseen if unseen.is_control() => write!(f, "{}", unseen.escape_unicode())?,
            seen => f.write_char(seen)?,
        }
    }
    f.write_char('"')
}
