//! What a backend's answer means for the records that were sent.

use std::time::Duration;

/// What a backend's answer means for the records that were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It has all of them.
    Confirmed,
    /// It has all but these.
    Partial {
        /// Those that it will never take, by their index in what was sent, with the reason.
        refused: Vec<(usize, String)>,
        /// Those to send again, by their index.
        again: Vec<usize>,
    },
    /// It has all but so many, does not say which, and must not be sent them again: OTLP's partial
    /// success. The dead letter gets the whole batch.
    SomeRefused {
        /// How many it will never take.
        refused: usize,
        /// What happened.
        reason: String,
    },
    /// Send all again, after a while.
    Retry {
        /// What happened.
        reason: String,
        /// How long the backend asks to wait.
        after: Option<Duration>,
    },
    /// Too many bytes at once: halves may pass.
    TooLarge {
        /// What happened.
        reason: String,
    },
    /// It refuses the whole and does not say which record is to blame: each half is tried by
    /// itself, until the one is found.
    Refused {
        /// What happened.
        reason: String,
    },
    /// It lets nobody in as things are: wrong credentials, wrong address, quota spent. Nothing is
    /// wrong with the records, so they are kept.
    Held {
        /// What happened.
        reason: String,
    },
}
