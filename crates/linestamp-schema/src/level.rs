//! How serious a record is.

use std::fmt;

/// How serious a record is. The most serious comes first, also in the order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Something failed.
    Error,
    /// Something may fail.
    Warn,
    /// Something happened.
    Info,
    /// For whoever looks for a fault.
    Debug,
}

impl Level {
    /// All levels.
    pub const ALL: [Level; 4] = [Level::Error, Level::Warn, Level::Info, Level::Debug];

    /// Other words, in lower case, and what they mean here.
    pub const ALIASES: [(&'static str, Level); 4] = [
        ("fatal", Level::Error),
        ("critical", Level::Error),
        ("warning", Level::Warn),
        ("trace", Level::Debug),
    ];

    /// The word on the wire and in every store.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Info => "info",
            Level::Debug => "debug",
        }
    }

    /// The level of its very word.
    #[must_use]
    pub fn exact(word: &str) -> Option<Level> {
        Level::ALL.into_iter().find(|level| level.as_str() == word)
    }

    /// The level that a word means: in any case, and by its aliases.
    #[must_use]
    pub fn of(word: &str) -> Option<Level> {
        let word = word.to_ascii_lowercase();
        let alias = || Level::ALIASES.into_iter().find(|(alias, _)| *alias == word);
        Level::exact(&word).or_else(|| alias().map(|(_, level)| level))
    }

    /// OpenTelemetry's number: the lowest of the range that bears the level's name.
    #[must_use]
    pub fn severity_number(self) -> u8 {
        match self {
            Level::Error => 17,
            Level::Warn => 13,
            Level::Info => 9,
            Level::Debug => 5,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
