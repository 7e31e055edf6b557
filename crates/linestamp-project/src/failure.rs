//! Why a host could not begin or go on: a title, a place, a remedy.

use std::fmt;
use std::io;

use crate::excerpt::Place;

/// Something that the user has to put right first.
#[derive(Debug)]
pub struct Failure {
    /// What is wrong, in one sentence without a full stop.
    pub title: String,
    /// The file that is to blame, as the user knows it.
    pub path: Option<String>,
    /// The place in that file.
    pub place: Option<Box<Place>>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Failure {
    /// A failure with nothing but a title.
    #[must_use]
    pub fn new(title: impl Into<String>) -> Failure {
        Failure { title: title.into(), path: None, place: None, help: None }
    }

    /// With the file that is to blame.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Failure {
        self.path = Some(path.into());
        self
    }

    /// With a remedy.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Failure {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.title)
    }
}

impl std::error::Error for Failure {}

/// The message of an error of the system, without the number that Rust appends.
#[must_use]
pub fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = match text.find(" (os error ") {
        Some(end) => &text[..end],
        None => &text,
    };
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
