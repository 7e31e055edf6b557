//! What the client has to say for itself.

use std::fmt;

/// What the client has to say for itself, given to the handler of
/// [`ClientBuilder::on_notice`](crate::ClientBuilder::on_notice); without one, each is a line on
/// standard error. Called on the worker's thread, so that it may take its time; records that it
/// logs never wait for the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Notice {
    /// The backend lets nobody in; said once, until it does again. The records are kept.
    Held {
        /// Why.
        reason: String,
    },
    /// It lets us in again.
    Resumed,
    /// Sending fails and is tried again; said at the first failure after a success.
    Failing {
        /// Why.
        reason: String,
    },
    /// The backend refused records for good; the dead letter has them.
    Refused {
        /// How many.
        records: u64,
        /// Why the first of them.
        reason: String,
    },
    /// Records were dropped since the last such notice; see [`Health::dropped`](crate::Health) for the causes. Said
    /// at most once in ten seconds, and at the end.
    Dropped {
        /// How many.
        records: u64,
    },
    /// The spool is full, or cannot be written; said at the first failure after a success.
    Spool {
        /// Why.
        reason: String,
    },
    /// The spool was damaged when it was opened: a process was killed while it wrote, or a disk has
    /// lost something. Every record that is whole is sent.
    SpoolDamaged {
        /// How many bytes are not part of a whole record.
        bytes: u64,
    },
    /// The dead letter could not be written.
    DeadLetter {
        /// Why.
        reason: String,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Notice::Held { reason } => write!(
                f,
                "the backend lets nobody in ({reason}): records are kept and it is asked again; \
                 correct the address or the credentials"
            ),
            Notice::Resumed => f.write_str("the backend lets us in again"),
            Notice::Failing { reason } => write!(f, "sending fails and is tried again: {reason}"),
            Notice::Refused { records, reason } => {
                write!(f, "{records} record(s) refused for good: {reason}")
            }
            Notice::Dropped { records } => {
                write!(f, "{records} record(s) dropped; `Client::health` has the causes")
            }
            Notice::Spool { reason } => write!(f, "the spool fails: {reason}"),
            Notice::SpoolDamaged { bytes } => write!(
                f,
                "{bytes} byte(s) of the spool are damaged and passed over; whole records are sent"
            ),
            Notice::DeadLetter { reason } => write!(f, "the dead letter fails: {reason}"),
        }
    }
}
