//! The `sourceMappingURL` comment.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};

use crate::position::ByteSpan;

/// A file's `sourceMappingURL` comment.
#[derive(Debug)]
pub(crate) struct Comment {
    /// The bytes of the URL.
    pub(crate) url: ByteSpan,
    /// The map that the URL itself holds, as JSON, if it is a data URL; or why it cannot be read.
    pub(crate) inline: Option<Result<String, String>>,
}

/// Finds the comment among what follows the last token, at `from`.
pub(crate) fn find_comment(text: &str, from: usize) -> Option<Comment> {
    const NAME: &str = "sourceMappingURL=";
    let tail = text.get(from..)?;
    let at = from + tail.rfind(NAME)?;
    let opener = text[..at].trim_end_matches([' ', '\t']);
    if !["//#", "//@", "/*#", "/*@"].iter().any(|start| opener.ends_with(start)) {
        return None;
    }
    let start = at + NAME.len();
    let length =
        text[start..].find(|c: char| c.is_whitespace() || c == '*').unwrap_or(text.len() - start);
    let url = ByteSpan { start, end: start + length };
    Some(Comment { url, inline: data_url(&text[url.range()]) })
}

/// The JSON in a data URL; nothing where the URL is another one.
pub(crate) fn data_url(url: &str) -> Option<Result<String, String>> {
    let (head, data) = url.strip_prefix("data:")?.split_once(',')?;
    let bytes = if head.ends_with(";base64") {
        let engine = if data.ends_with('=') { STANDARD } else { STANDARD_NO_PAD };
        engine.decode(data).map_err(|error| error.to_string())
    } else {
        percent_decoded(data)
    };
    Some(bytes.and_then(|bytes| String::from_utf8(bytes).map_err(|error| error.to_string())))
}

fn percent_decoded(data: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::with_capacity(data.len());
    let mut rest = data.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        match (digit(), digit()) {
            (Some(high), Some(low)) => bytes.push((high * 16 + low) as u8),
            _ => return Err("a percent sign without two hexadecimal digits".to_owned()),
        }
    }
    Ok(bytes)
}

/// A map as a data URL.
pub(crate) fn inline_url(json: &str) -> String {
    format!("data:application/json;charset=utf-8;base64,{}", STANDARD.encode(json))
}
