//! The exit status.

/// How a run ended; the worse of two wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Status {
    /// Everything was done.
    Done,
    /// A check found something.
    Found,
    /// Something could not be done; the rest was.
    Failed,
    /// The user ended the run.
    Interrupted,
}

impl Status {
    /// The number that the process exits with.
    pub(crate) fn code(self) -> u8 {
        match self {
            Status::Done => 0,
            Status::Found => 1,
            Status::Failed => 2,
            // What a shell reports for a process that SIGINT ended.
            Status::Interrupted => 130,
        }
    }
}
