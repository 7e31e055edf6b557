//! `/v1/backup`: everything, as an archive that is made while it is sent.
//!
//! The store gives a copy of itself as it is at one moment, which is there until it is sent. Taking
//! records in, sealing and retention go on meanwhile. An archive that cannot be ended is cut off.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use linestamp_store::Snapshot;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;

use crate::app::Shared;
use crate::openapi::Operation;
use crate::problem::{Code, Problem};
use crate::routes::Routes;
use crate::trust::{Owner, Role};

/// How many parts may wait to be sent.
const WAITING: usize = 4;

/// How large a part is.
const PART: usize = 64 * 1024;

/// How long a part may wait: who does not read on holds files that would have gone.
const PATIENCE: Duration = Duration::from_secs(60);

/// After how many seconds to try again, where another backup is under way.
const LATER: u64 = 30;

/// The routes.
pub(crate) fn routes() -> Routes {
    let operation = Operation::new("takeBackup", "A backup of everything, as it is at one moment.")
        .needs(Role::Admin)
        .uses_store()
        .may_fail(&[Code::NotSupported, Code::Full])
        .says(
            "A tar archive of the store's files, its last one the manifest; without that it did not \
             come whole. Of no token that is bound to a workspace.",
        )
        .answers_as::<String>("application/x-tar");
    Routes::default().post("/v1/backup", backup, operation)
}

async fn backup(State(shared): State<Shared>, _: Owner) -> Result<Response, Problem> {
    let turn = Arc::clone(&shared.backups).try_acquire_owned().map_err(|_| busy())?;
    let snapshot = shared.store.snapshot().await?;
    let (sender, receiver) = channel(WAITING);
    let is_whole = Arc::new(AtomicBool::new(false));
    let sent = Sent { receiver, is_whole: Arc::clone(&is_whole), ending: shared.ending.clone() };
    let handle = Handle::current();
    tokio::task::spawn_blocking(move || {
        let _turn = turn;
        let mut out = BufWriter::with_capacity(PART, Out { sender, handle });
        let packed = pack(&snapshot, &mut out);
        is_whole.store(packed.is_ok(), Ordering::Release);
    });
    let parts = stream::unfold(sent, async |mut sent| Some((sent.next().await?, sent)));
    let headers = [
        (header::CONTENT_TYPE, "application/x-tar"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"linestamp-backup.tar\""),
    ];
    Ok((headers, Body::from_stream(parts)).into_response())
}

fn busy() -> Problem {
    let detail = "another backup is being taken: try again when it is done";
    Problem { retry_after: Some(LATER), ..Problem::new(Code::Busy, detail) }
}

/// The parts as they are sent.
struct Sent {
    receiver: Receiver<Bytes>,
    /// Whether the last part has been made.
    is_whole: Arc<AtomicBool>,
    ending: watch::Receiver<bool>,
}

impl Sent {
    /// The next part; an error cuts the connection, so that nobody takes the archive for whole.
    async fn next(&mut self) -> Option<io::Result<Bytes>> {
        tokio::select! {
            part = self.receiver.recv() => match part {
                Some(part) => Some(Ok(part)),
                None if self.is_whole.load(Ordering::Acquire) => None,
                None => Some(Err(io::Error::other("the backup could not be read"))),
            },
            _ = self.ending.wait_for(|ending| *ending) => {
                Some(Err(io::Error::other("the service ends")))
            }
        }
    }
}

/// Writes the files as an archive.
fn pack(snapshot: &Snapshot, out: &mut impl Write) -> io::Result<()> {
    let mut archive = tar::Builder::new(&mut *out);
    for file in snapshot.files() {
        let mut contents = File::open(&file.path)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(contents.metadata()?.len());
        header.set_mode(0o600);
        archive.append_data(&mut header, &file.name, &mut contents)?;
    }
    archive.finish()?;
    drop(archive);
    out.flush()
}

/// Gives what is written to the answer.
struct Out {
    sender: Sender<Bytes>,
    handle: Handle,
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let part = Bytes::copy_from_slice(bytes);
        let sent = self.handle.block_on(self.sender.send_timeout(part, PATIENCE));
        sent.map(|()| bytes.len()).map_err(|_| io::ErrorKind::TimedOut.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
