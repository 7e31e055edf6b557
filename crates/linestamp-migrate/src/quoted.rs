//! Whether a text names a module.

/// Whether a text has the name of a module, or a path into its package, between quotes.
///
/// ```
/// use linestamp_migrate::names_module;
///
/// assert!(names_module("import pino from 'pino'", "pino"));
/// assert!(names_module("require(\"pino/file\")", "pino"));
/// assert!(!names_module("// pino is gone", "pino"));
/// ```
#[must_use]
pub fn names_module(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let quote = text[..at].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
        let next = text[at + name.len()..].chars().next();
        quote.is_some() && (next == quote || next == Some('/'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_counts_between_quotes_alone() {
        for (text, found) in [
            ("import pino from 'pino'", true),
            ("require(\"pino/file\")", true),
            ("`pino`", true),
            ("// pino is gone", false),
            ("import pino from 'pino-pretty'", false),
            ("import x from './pino'", false),
            ("const label = 'pino logs'", false),
            ("pino", false),
        ] {
            assert_eq!(names_module(text, "pino"), found, "{text}");
        }
    }
}
