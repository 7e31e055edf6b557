//! Where a service runs.

use std::fmt;

/// Where a service runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Environment {
    /// For its users.
    Production,
    /// For a last look.
    Staging,
    /// For its makers.
    Development,
}

impl Environment {
    /// All environments.
    pub const ALL: [Environment; 3] =
        [Environment::Production, Environment::Staging, Environment::Development];

    /// Other words, in lower case, and what they mean here.
    pub const ALIASES: [(&'static str, Environment); 3] = [
        ("prod", Environment::Production),
        ("stage", Environment::Staging),
        ("dev", Environment::Development),
    ];

    /// The word on the wire and in every store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Environment::Production => "production",
            Environment::Staging => "staging",
            Environment::Development => "development",
        }
    }

    /// The environment of its very word.
    #[must_use]
    pub fn exact(word: &str) -> Option<Environment> {
        Environment::ALL.into_iter().find(|environment| environment.as_str() == word)
    }

    /// The environment that a word means: in any case, and by its aliases.
    #[must_use]
    pub fn of(word: &str) -> Option<Environment> {
        let word = word.to_ascii_lowercase();
        let alias = || Environment::ALIASES.into_iter().find(|(alias, _)| *alias == word);
        Environment::exact(&word).or_else(|| alias().map(|(_, environment)| environment))
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
