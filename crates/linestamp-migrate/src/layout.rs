//! Lines of a text.

/// The white space that the line at an offset begins with.
pub(crate) fn indent_at(text: &str, offset: usize) -> &str {
    let start = line_start(text, offset);
    let line = &text[start..];
    let width = line.len() - line.trim_start_matches([' ', '\t']).len();
    &line[..width.min(offset - start)]
}

/// Where the line at an offset begins.
pub(crate) fn line_start(text: &str, offset: usize) -> usize {
    text[..offset].rfind('\n').map_or(0, |end| end + 1)
}

/// Where the line at an offset ends, before its break.
pub(crate) fn line_end(text: &str, offset: usize) -> usize {
    let end = text[offset..].find('\n').map_or(text.len(), |length| offset + length);
    if text[offset..end].ends_with('\r') { end - 1 } else { end }
}
