//! Configuration text into [`Options`], with the line that is wrong.

use linestamp_transform::{ByteSpan, LineTable, Options};

use super::hint;
use crate::excerpt::Place;
use crate::failure::Failure;

/// Reads `linestamp.toml`.
pub(crate) fn toml(text: &str) -> Result<Options, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let span = error.span().map(|span| ByteSpan { start: span.start, end: span.end });
        failure(error.message(), text, span)
    })
}

/// Reads `linestamp.json`.
pub(crate) fn json(text: &str) -> Result<Options, Failure> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(head, _)| head);
        failure(message, text, json_span(text, message, error.line(), error.column()))
    })
}

fn failure(message: &str, text: &str, span: Option<ByteSpan>) -> Failure {
    let table = LineTable::new(text);
    let (title, help) = hint::explain(message);
    Failure {
        title,
        path: None,
        place: span.map(|span| Place::new(text, &table, span)).map(Box::new),
        help,
    }
}

/// The place that a JSON error means: the unknown word if it is one, which ends at the column, and
/// the character at the column otherwise.
fn json_span(text: &str, message: &str, line: usize, column: usize) -> Option<ByteSpan> {
    let line_start: usize =
        text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
    let end = (line_start + column).min(text.len());
    let before = text.get(line_start..end)?;
    let word = hint::unknown_word(message).and_then(|word| {
        let start = line_start + before.rfind(&format!("\"{word}\""))?;
        Some(ByteSpan { start, end: start + word.len() + 2 })
    });
    Some(word.unwrap_or(ByteSpan { start: end.saturating_sub(1).max(line_start), end }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_key_is_pointed_at() {
        for (parse, text, line) in [
            (toml as fn(&str) -> _, "ext = ['ts']\n\n[[targets]]\ncall = 'a.b'\n", 3),
            (json, "{\n  \"ext\": [\"ts\"],\n  \"targets\": []\n}", 3),
        ] {
            let failure = parse(text).expect_err("the key is unknown");
            assert_eq!(failure.title, "unknown key `targets`");
            assert_eq!(failure.help.as_deref(), Some("did you mean `target`?"));
            let place = failure.place.expect("a place is known");
            assert_eq!(place.start.line.get(), line);
            assert!(place.line[place.marked].contains("targets"));
        }
    }

    #[test]
    fn what_is_no_toml_is_pointed_at() {
        let failure = toml("ext = [\n").expect_err("the bracket is open");
        assert!(failure.place.is_some());
    }
}
