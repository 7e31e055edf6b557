//! Texts with `%s` and its kind.

/// A part of such a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Text(String),
    /// An argument that is written into the text.
    Inline,
    /// An argument that is shown as an object.
    Object,
    /// An argument that is passed over: `%c`.
    Nothing,
}

/// The parts of a text, as Node's `util.format` reads it, for so many arguments. A placeholder
/// without one is text.
pub(crate) fn parts(text: &str, mut arguments: usize) -> Vec<Part> {
    let mut parts = vec![Part::Text(String::new())];
    // A text by itself is not looked into.
    let is_format = arguments > 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let placeholder = match (c, chars.peek(), arguments) {
            ('%', Some('%'), _) if is_format => {
                chars.next();
                add(&mut parts, '%');
                continue;
            }
            ('%', Some('s' | 'd' | 'i' | 'f'), 1..) => Part::Inline,
            ('%', Some('o' | 'O' | 'j'), 1..) => Part::Object,
            ('%', Some('c'), 1..) => Part::Nothing,
            _ => {
                add(&mut parts, c);
                continue;
            }
        };
        chars.next();
        arguments -= 1;
        parts.push(placeholder);
        parts.push(Part::Text(String::new()));
    }
    parts.retain(|part| *part != Part::Text(String::new()));
    parts
}

fn add(parts: &mut [Part], c: char) {
    if let Some(Part::Text(text)) = parts.last_mut() {
        text.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_take_arguments_as_long_as_there_are_any() {
        let text = |text: &str| Part::Text(text.to_owned());
        assert_eq!(
            parts("100%% of %s: %o%d", 2),
            [text("100% of "), Part::Inline, text(": "), Part::Object, text("%d")]
        );
        assert_eq!(parts("100% sure", 1), [text("100% sure")]);
        assert_eq!(parts("%s of 100%%", 1), [Part::Inline, text(" of 100%")]);
        assert_eq!(parts("%s at 100%%", 0), [text("%s at 100%%")]);
    }
}
