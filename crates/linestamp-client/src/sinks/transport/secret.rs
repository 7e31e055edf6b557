//! Texts that must not be seen: kept out of `Debug`, and taken out of what a server repeats.

use std::fmt;

/// A shorter text is too likely to be part of another.
const LEAST: usize = 4;

/// Texts that must not be seen.
#[derive(Clone, Default)]
pub(crate) struct Secrets(Vec<String>);

impl Secrets {
    pub(crate) fn add(&mut self, secret: &str) {
        if secret.len() >= LEAST {
            self.0.push(secret.to_owned());
        }
    }

    /// The text without them.
    pub(crate) fn redact(&self, text: &str) -> String {
        self.0
            .iter()
            .fold(text.to_owned(), |text, secret| text.replace(secret.as_str(), "[secret]"))
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} secret(s)", self.0.len())
    }
}
