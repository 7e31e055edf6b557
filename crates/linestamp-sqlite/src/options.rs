//! How a store is to behave.

use std::time::Duration;

use linestamp_schema::{Environment, Level};

/// How a store is to behave; the default is what suits a service.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Options {
    /// After how many records a file is sealed.
    pub seal_rows: u64,
    /// After how many bytes of records a file is sealed, whatever their number.
    pub seal_bytes: u64,
    /// How old the first record of a file may grow until it is sealed, however few there are; a
    /// quarter of the shortest age of retention where that is less.
    pub seal_after: Duration,
    /// How many files may wait to be sealed; beyond it the store is busy.
    pub unsealed_files: usize,
    /// How many bytes of records may wait to be written; beyond it the store is busy.
    pub queue_bytes: u64,
    /// How long a question may take.
    pub question_time: Duration,
    /// How long records are kept.
    pub retention: Retention,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            seal_rows: 100_000,
            seal_bytes: 128 << 20,
            seal_after: Duration::from_secs(6 * 3600),
            unsealed_files: 100,
            queue_bytes: 64 << 20,
            question_time: Duration::from_secs(30),
            retention: Retention::default(),
        }
    }
}

/// How long records are kept; by default for ever.
///
/// An age counts from the arrival, by the store's own clock: what a record says of its time
/// neither prolongs nor shortens it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Retention {
    /// The age from which records are dropped, where no rule says otherwise.
    pub age: Option<Duration>,
    /// The most bytes that sealed files may take; beyond it the oldest are dropped.
    pub bytes: Option<u64>,
    /// Ages for some records; the first rule that fits a record is the one that counts.
    pub rules: Vec<Rule>,
}

/// An age for records of an environment, a level, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The environment; any, if there is none.
    pub environment: Option<Environment>,
    /// The level; any, if there is none.
    pub level: Option<Level>,
    /// The age from which they are dropped; `None` keeps them for ever.
    pub age: Option<Duration>,
}

impl Retention {
    /// The age from which a record is dropped.
    #[must_use]
    pub fn age_of(&self, environment: &str, level: &str) -> Option<Duration> {
        let fits = |rule: &&Rule| {
            rule.environment.is_none_or(|wanted| wanted.as_str() == environment)
                && rule.level.is_none_or(|wanted| wanted.as_str() == level)
        };
        self.rules.iter().find(fits).map_or(self.age, |rule| rule.age)
    }

    /// The shortest of the ages.
    pub(crate) fn shortest(&self) -> Option<Duration> {
        self.rules.iter().filter_map(|rule| rule.age).chain(self.age).min()
    }
}

impl Options {
    /// How old the first record of a file may grow, retention considered.
    pub(crate) fn seal_age(&self) -> Duration {
        self.retention.shortest().map_or(self.seal_after, |age| self.seal_after.min(age / 4))
    }
}
