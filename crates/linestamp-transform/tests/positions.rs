//! Lines end where V8 ends them, columns count UTF-16 code units.

use linestamp_transform::{Line, LineTable};
use proptest::prelude::*;

/// The position of an offset, counted character by character.
fn counted(text: &str, offset: usize) -> (u32, u32) {
    let (mut line, mut column) = (1, 1);
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if at >= offset {
            break;
        }
        match c {
            '\r' if characters.peek().is_some_and(|(at, c)| *c == '\n' && *at < offset) => {}
            '\r' if characters.peek().is_some_and(|(_, c)| *c == '\n') => column += 1,
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => (line, column) = (line + 1, 1),
            '\u{feff}' if at == 0 => {}
            c => column += u32::try_from(c.len_utf16()).expect("one or two"),
        }
    }
    (line, column)
}

#[test]
fn an_empty_text_has_one_line() {
    let table = LineTable::new("");
    assert_eq!(table.len(), 1);
    assert_eq!(table.line(0), Line::FIRST);
}

#[test]
fn columns_on_long_lines_are_exact() {
    let text = format!("{}\n{}", "é🦀x".repeat(5000), "y".repeat(3000));
    let table = LineTable::new(&text);
    let offset = text.find('y').expect("a y") - 1;
    assert_eq!(table.position(&text, offset).column.get(), 5000 * 4 + 1);
    assert_eq!(table.position(&text, text.len()).column.get(), 3001);
}

proptest! {
    #[test]
    fn positions_are_those_of_counting(
        text in "\u{feff}?([ab\n\r\u{2028}\u{2029}é🦀]|\r\n){0,60}",
        long in prop::bool::ANY,
    ) {
        let text = if long { text.replace('a', &"aé🦀".repeat(400)) } else { text };
        let table = LineTable::new(&text);
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).step_by(if long { 97 } else { 1 }).collect();
        for offset in offsets {
            // Between CR and LF there is no position of its own.
            if text[..offset].ends_with('\r') && text[offset..].starts_with('\n') {
                continue;
            }
            let position = table.position(&text, offset);
            prop_assert_eq!((position.line.get(), position.column.get()), counted(&text, offset));
        }
    }
}
