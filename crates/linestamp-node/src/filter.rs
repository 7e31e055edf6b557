//! What a bundler can look for by itself, so that files without a site never reach JavaScript.
//!
//! Input: the settings' names, such as `LOGS`.
//! Output: the source of a regular expression that finds each file which could hold a site. A name
//! may be spelled with escapes, so each of its characters is matched in every spelling that
//! JavaScript has for it. It may find too much, never too little.

use std::fmt::Write as _;

use linestamp_transform::Settings;

/// The source of the regular expression, without flags.
pub(crate) fn code(settings: &Settings) -> String {
    let alternatives: Vec<String> = settings.needles().map(spellings).collect();
    alternatives.join("|")
}

fn spellings(name: &str) -> String {
    if name.starts_with('@') {
        // The word of a comment, where nothing is escaped.
        return name.to_owned();
    }
    let mut out = String::new();
    for character in name.chars() {
        if !out.is_empty() {
            // A line continuation within a string.
            out.push_str("(?:\\\\(?:\\r\\n?|[\\n\\u2028\\u2029]))*");
        }
        spelling(&mut out, character);
    }
    out
}

fn spelling(out: &mut String, character: char) {
    let code = u32::from(character);
    let plain = if character.is_alphanumeric() || character == '_' {
        character.to_string()
    } else {
        format!("\\u{code:04x}")
    };
    // Writing to a String cannot fail.
    let _ = write!(out, "(?:{plain}|\\\\(?:{plain}");
    let _ = write!(out, "|u\\{{0*{}\\}}", hex(code, 1));
    let mut units = [0; 2];
    let pair = character.encode_utf16(&mut units).iter();
    let _ = write!(
        out,
        "|{}",
        pair.map(|unit| format!("u{}", hex((*unit).into(), 4))).collect::<Vec<_>>().join("\\\\")
    );
    if code < 0x100 {
        let _ = write!(out, "|x{}|0?{code:o}", hex(code, 2));
    }
    out.push_str("))");
}

/// A number in hexadecimal digits of either case.
fn hex(code: u32, digits: usize) -> String {
    let digit = |digit: char| match digit {
        'a'..='f' => format!("[{digit}{}]", digit.to_ascii_uppercase()),
        _ => digit.to_string(),
    };
    format!("{code:0digits$x}").chars().map(digit).collect()
}
