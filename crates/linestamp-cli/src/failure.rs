//! Why a command ends early.

use std::io;

pub(crate) use linestamp_project::{Failure, plain};

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
