//! Why a command could not begin or go on: a title, a place, a remedy.

use std::fmt;
use std::io;

use crate::excerpt::Place;

/// An error that ends a command with status 2.
#[derive(Debug)]
pub(crate) struct Failure {
    /// What is wrong, in one sentence without a full stop.
    pub(crate) title: String,
    /// The file that is to blame, as the user knows it.
    pub(crate) path: Option<String>,
    /// The place in that file.
    pub(crate) place: Option<Box<Place>>,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl Failure {
    /// A failure with nothing but a title.
    pub(crate) fn new(title: impl Into<String>) -> Failure {
        Failure { title: title.into(), path: None, place: None, help: None }
    }

    /// With the file that is to blame.
    pub(crate) fn at(mut self, path: impl Into<String>) -> Failure {
        self.path = Some(path.into());
        self
    }

    /// With a remedy.
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Failure {
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

/// Why a command ends early.
#[derive(Debug)]
pub(crate) enum Stop {
    /// Something is wrong, and the user is told what.
    Failure(Box<Failure>),
    /// Nobody reads the output any more (`linestamp sites | head`); there is nothing to tell.
    Unread,
}

impl From<Failure> for Stop {
    fn from(failure: Failure) -> Stop {
        Stop::Failure(Box::new(failure))
    }
}

/// For errors of writing to standard output and standard error alone.
impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Stop {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Stop::Unread,
            _ => Failure::new(format!("cannot write the output: {}", plain(&error))).into(),
        }
    }
}

/// The message of an error of the system, without the number that Rust appends.
pub(crate) fn plain(error: &io::Error) -> String {
    let text = error.to_string();
    let text = match text.find(" (os error ") {
        Some(end) => &text[..end],
        None => &text,
    };
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
