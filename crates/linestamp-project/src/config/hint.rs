//! "Did you mean": a remedy for a word that the configuration does not know.

/// How alike two words have to be for one to be a slip of the other, from 0 to 1.
const ALIKE: f64 = 0.7;

/// A parser's message as a title and a remedy.
///
/// Input: ``unknown field `targets`, expected one of `root`, `target` ``.
/// Output: ``unknown key `targets` `` and ``did you mean `target`?``.
pub(crate) fn explain(message: &str) -> (String, Option<String>) {
    let message = message.trim();
    let Some(word) = unknown_word(message) else {
        return (message.replace('\n', "; "), None);
    };
    let kind = if message.starts_with("unknown field") { "key" } else { "value" };
    let known = known_words(message);
    let help = match nearest(word, &known) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("known are {}", known.join(", ")),
    };
    (format!("unknown {kind} `{word}`"), Some(help))
}

/// The word that a parser's message calls unknown.
pub(crate) fn unknown_word(message: &str) -> Option<&str> {
    let rest =
        message.strip_prefix("unknown field `").or(message.strip_prefix("unknown variant `"))?;
    rest.split_once('`').map(|(word, _)| word)
}

fn known_words(message: &str) -> Vec<&str> {
    let expected = message.split_once(", expected ").map_or("", |(_, expected)| expected);
    expected.split('`').skip(1).step_by(2).filter(|word| !word.starts_with('$')).collect()
}

fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    let plain = word.to_lowercase().replace('_', "-");
    known
        .iter()
        .map(|near| (strsim::jaro_winkler(&plain, near), *near))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|(one, _), (other, _)| one.total_cmp(other))
        .map(|(_, near)| near)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_put_right() {
        let message = "unknown field `source_map`, expected one of `$schema`, `root`, `source-map`";
        let (title, help) = explain(message);
        assert_eq!(title, "unknown key `source_map`");
        assert_eq!(help.as_deref(), Some("did you mean `source-map`?"));
    }

    #[test]
    fn a_word_like_no_other_gets_the_list() {
        let message = "unknown variant `zzz`, expected `wrap` or `skip`";
        let (title, help) = explain(message);
        assert_eq!(title, "unknown value `zzz`");
        assert_eq!(help.as_deref(), Some("known are wrap, skip"));
    }
}
