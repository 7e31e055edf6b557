//! What the system's errors mean.

use std::io;

use crate::verdict::Verdict;

/// What the outcome of a write means.
///
/// | outcome | verdict |
/// |---|---|
/// | done | confirmed |
/// | no permission, a read-only file system, no such folder, a folder of that name | held |
/// | a full disk and any other | again |
#[must_use]
pub fn classify(outcome: &io::Result<()>) -> Verdict {
    let Err(error) = outcome else { return Verdict::Confirmed };
    let reason = error.to_string();
    match error.kind() {
        io::ErrorKind::PermissionDenied
        | io::ErrorKind::ReadOnlyFilesystem
        | io::ErrorKind::NotFound
        | io::ErrorKind::NotADirectory
        | io::ErrorKind::IsADirectory => Verdict::Held { reason },
        _ => Verdict::Retry { reason, after: None },
    }
}
