//! Texts of strangers where people read them: what would steer a terminal, or change the order of what is
//! read, is shown as what it is.

use std::borrow::Cow;

/// The text with every character that is not seen as itself written as its escape: controls, marks of
/// the direction of text, and characters that have no looks. It is one line.
///
/// ```
/// use linestamp_schema::visible;
///
/// assert_eq!(visible("Straße"), "Straße");
/// assert_eq!(visible("a\n\u{1b}[2J\u{202e}b"), r"a\n\u{1b}[2J\u{202e}b");
/// ```
#[must_use]
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unseen) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            _ if !is_unseen(character) => shown.push(character),
            '\n' | '\r' | '\t' => shown.extend(character.escape_default()),
            _ => shown.extend(character.escape_unicode()),
        }
    }
    shown.into()
}

/// Whether a character is a control of the terminal, of the direction of text, or has no looks.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character,
            // Soft hyphen, Arabic letter mark, Mongolian vowel separator.
            '\u{ad}' | '\u{61c}' | '\u{180e}'
            // Zero width, marks, line and paragraph separators, embeddings and overrides.
            | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            // Invisible operators, isolates, deprecated controls.
            | '\u{2060}'..='\u{206f}'
            // Byte order mark, interlinear annotations, tags.
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
