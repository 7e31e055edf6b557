//! A decoder for source maps (ECMA-426), apart from the engine's own code.

use serde::Deserialize;

/// One segment of a decoded map. Lines and columns count from 0, columns in UTF-16 code units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// The line in the generated text.
    pub line: usize,
    /// The column in the generated text.
    pub column: usize,
    /// The line and column in the source; `None` where the text comes from none.
    pub original: Option<(usize, usize)>,
}

#[derive(Deserialize)]
struct Json {
    version: u32,
    sources: Vec<Option<String>>,
    mappings: String,
}

/// Decodes a map with a single source.
///
/// # Errors
///
/// What is wrong with the map.
pub fn decode(map: &str) -> Result<Vec<Segment>, String> {
    let json: Json = serde_json::from_str(map).map_err(|error| error.to_string())?;
    if json.version != 3 || json.sources.len() != 1 {
        return Err(format!("version {}, {} sources", json.version, json.sources.len()));
    }
    let mut segments = Vec::new();
    let (mut original_line, mut original_column) = (0, 0);
    for (line, fields) in json.mappings.split(';').enumerate() {
        let mut column = 0;
        for segment in fields.split(',').filter(|segment| !segment.is_empty()) {
            let numbers = numbers(segment)?;
            column += numbers[0];
            let original = match numbers[1..] {
                [] => None,
                [0, line, column] | [0, line, column, _] => {
                    original_line += line;
                    original_column += column;
                    Some((index(original_line)?, index(original_column)?))
                }
                _ => return Err(format!("a segment with the fields {numbers:?}")),
            };
            segments.push(Segment { line, column: index(column)?, original });
        }
    }
    Ok(segments)
}

fn index(number: i64) -> Result<usize, String> {
    usize::try_from(number).map_err(|_| format!("the position {number} is negative"))
}

/// The numbers of one segment, as base64 VLQ.
fn numbers(segment: &str) -> Result<Vec<i64>, String> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut numbers = Vec::new();
    let (mut value, mut shift) = (0_i64, 0);
    for byte in segment.bytes() {
        let digit = DIGITS.iter().position(|digit| *digit == byte);
        let digit = digit.ok_or_else(|| format!("{segment:?} is no base64"))? as i64;
        value |= (digit & 31) << shift;
        shift += 5;
        if digit & 32 == 0 {
            numbers.push(if value & 1 == 1 { -(value >> 1) } else { value >> 1 });
            (value, shift) = (0, 0);
        } else if shift > 40 {
            return Err(format!("{segment:?} holds too large a number"));
        }
    }
    Ok(numbers)
}

#[cfg(test)]
mod tests {
    use super::{Segment, decode};

    #[test]
    fn segments_are_decoded() {
        let map = r#"{"version":3,"sources":["a.ts"],"names":[],"mappings":"AAAA,E;IACG,CAAD"}"#;
        let at = |line, column, original| Segment { line, column, original };
        let expected = [
            at(0, 0, Some((0, 0))),
            at(0, 2, None),
            at(1, 4, Some((1, 3))),
            at(1, 5, Some((1, 2))),
        ];
        assert_eq!(decode(map).expect("a good map"), expected);
    }
}
