//! Who is asked: a service, or the files of one.

use linestamp_store::Stored;

use super::{Connection, Folder, Question, Trace};
use crate::args::SourceArgs;
use crate::failure::Failure;

/// Who is asked.
pub(crate) enum Source {
    /// A service.
    Service(Connection),
    /// The files of one.
    Folder(Folder),
}

impl Source {
    /// The one that the user means.
    ///
    /// # Errors
    /// Where the service's address is none, or the folder holds no records.
    pub(crate) fn of(args: &SourceArgs) -> Result<Source, Failure> {
        match &args.data {
            Some(root) => Folder::open(root).map(Source::Folder),
            None => Connection::new(&args.service).map(Source::Service),
        }
    }

    /// The newest records that are meant, the oldest of them first.
    ///
    /// # Errors
    /// Where it cannot be asked, or does not answer.
    pub(crate) async fn newest(
        &self,
        question: &Question,
        limit: usize,
    ) -> Result<Vec<Stored>, Failure> {
        match self {
            Source::Service(connection) => connection.newest(question, limit).await,
            Source::Folder(folder) => folder.newest(question, limit),
        }
    }

    /// One trace.
    ///
    /// # Errors
    /// Where there is none of that id, or it does not answer.
    pub(crate) async fn trace(&self, id: &str) -> Result<Trace, Failure> {
        match self {
            Source::Service(connection) => connection.ask(&["v1", "traces", id], &[]).await,
            Source::Folder(folder) => folder.trace(id),
        }
    }
}
