//! Texts that differ by case alone, made one.

/// The text by Unicode's simple case folding, one character for one.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

/// One character, folded.
pub(crate) fn fold_char(character: char) -> char {
    if character.is_ascii() {
        return character.to_ascii_lowercase();
    }
    unicode_case_mapping::case_folded(character)
        .and_then(|folded| char::from_u32(folded.get()))
        .unwrap_or(character)
}

/// Whether a text holds another, which is folded, whatever the case.
pub(crate) fn contains(text: &str, folded: &str) -> bool {
    if !text.is_ascii() {
        return fold(text).contains(folded);
    }
    // Most messages: none of them is copied.
    let folds_to = |part: &[u8]| part.iter().map(u8::to_ascii_lowercase).eq(folded.bytes());
    folded.is_empty() || text.as_bytes().windows(folded.len()).any(folds_to)
}
