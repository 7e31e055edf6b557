//! The thread that keeps the files in order: it alone seals, merges, rewrites and drops them, one
//! after the other, so that each finds the list as the one before has left it.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use linestamp_filter::Filter;
use linestamp_store::{Seq, Snapshot, StoreError};
use tokio::sync::oneshot;

use crate::catalog::Hot;
use crate::folder;
use crate::manifest::{Change, Manifest};
use crate::sealed::Sealed;
use crate::shared::Shared;
use crate::writer::Request;
use crate::{backup, compact, delete, retention, seal, snapshot};

/// How often it looks whether something has grown old.
const TICK: Duration = Duration::from_secs(10);

type Reply<T> = oneshot::Sender<Result<T, StoreError>>;

/// What the keeper is asked for.
#[derive(Debug)]
pub(crate) enum Task {
    /// To look what there is to do.
    Wake,
    /// To seal whatever there is.
    Seal(Reply<()>),
    /// To drop what has expired.
    Expire(Reply<()>),
    /// To merge small files.
    Tidy(Reply<()>),
    /// To remove records.
    Delete(Filter, Reply<u64>),
    /// To copy everything to a folder.
    Backup(PathBuf, Reply<()>),
    /// To give a copy of everything.
    Snapshot(Reply<Snapshot>),
    /// To end.
    Stop,
}

/// The keeper.
pub(crate) struct Keeper {
    pub(crate) shared: Arc<Shared>,
    pub(crate) manifest: Manifest,
    pub(crate) tasks: Receiver<Task>,
    pub(crate) writer: Sender<Request>,
    /// The number of the next file that is sealed.
    pub(crate) next: u64,
}

impl Keeper {
    /// Works until it is stopped. What fails of itself stays to be done, and is tried again.
    pub(crate) fn run(mut self) {
        let mut looked = Instant::now();
        let _ = self.shared.folder.reserve();
        loop {
            match self.tasks.recv_timeout(TICK.saturating_sub(looked.elapsed())) {
                Ok(Task::Wake) => {
                    let sealed = self.seal_waiting();
                    self.shared.note("sealing", &sealed);
                    if matches!(sealed, Err(StoreError::Full(_))) {
                        let _ = retention::expire(&mut self, now());
                    }
                }
                Ok(Task::Seal(reply)) => {
                    let sealed = self.seal_all();
                    self.shared.note("sealing", &sealed);
                    let _ = reply.send(sealed);
                }
                Ok(Task::Expire(reply)) => {
                    let _ = reply.send(retention::expire(&mut self, now()));
                }
                Ok(Task::Tidy(reply)) => {
                    let _ = reply.send(compact::compact(&mut self));
                }
                Ok(Task::Delete(filter, reply)) => {
                    let _ = reply.send(delete::delete(&mut self, &filter));
                }
                Ok(Task::Backup(to, reply)) => {
                    let _ = reply.send(backup::backup(&mut self, &to));
                }
                Ok(Task::Snapshot(reply)) => {
                    let _ = reply.send(snapshot::snapshot(&mut self));
                }
                Ok(Task::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => {}
            }
            if looked.elapsed() >= TICK {
                self.look_after();
                looked = Instant::now();
            }
        }
    }

    fn look_after(&mut self) {
        let now = now();
        if let Some(hot) = self.shared.catalog().hot.last() {
            let extent = hot.extent();
            let age = u128::from(now.saturating_sub(extent.received.0).max(0).cast_unsigned());
            if extent.rows > 0 && age >= self.shared.options.seal_age().as_millis() {
                let _ = self.rotate();
            }
        }
        // In this order: on a full disk dropping makes the room that the others need.
        let expired = retention::expire(self, now);
        self.shared.note("retention", &expired);
        let sealed = self.seal_waiting();
        self.shared.note("sealing", &sealed);
        let merged = compact::compact(self);
        self.shared.note("merging", &merged);
        let _ = self.shared.folder.reserve();
    }

    /// Has the writer go on with a new file, and waits for it.
    fn rotate(&self) -> Result<(), StoreError> {
        let (reply, done) = oneshot::channel();
        self.writer.send(Request::Rotate(reply)).map_err(|_| StoreError::Closed)?;
        done.blocking_recv().map_err(|_| StoreError::Closed)?
    }

    /// Seals whatever there is when this is called.
    pub(crate) fn seal_all(&mut self) -> Result<(), StoreError> {
        self.rotate()?;
        self.seal_waiting()
    }

    /// Seals the files that are no longer appended to, the oldest first.
    fn seal_waiting(&mut self) -> Result<(), StoreError> {
        loop {
            let catalog = self.shared.catalog();
            let [first, _, ..] = catalog.hot.as_slice() else { return Ok(()) };
            let first = Arc::clone(first);
            drop(catalog);
            let built = seal::seal(self, &first)?;
            let last = first.extent().seq.1;
            self.publish(&[], built, Some((&first, last)))?;
        }
    }

    /// Changes which files there are: in the manifest first, then for those who read, and then the
    /// files that are no longer listed go.
    pub(crate) fn publish(
        &mut self,
        remove: &[u64],
        add: Vec<Sealed>,
        sealed: Option<(&Hot, Seq)>,
    ) -> Result<(), StoreError> {
        if !add.is_empty() {
            // The new names have to be there before the manifest says that they are.
            folder::sync(&self.shared.folder.segments())?;
        }
        let change = Change {
            remove: remove.to_vec(),
            add: add.iter().map(|sealed| sealed.listed.clone()).collect(),
            sealed: sealed.map(|(hot, last)| (hot.number, last)),
        };
        if let Err(error) = self.manifest.publish(&change) {
            // On a full disk nothing was changed, and the room is needed. After any other error it is
            // not known: what is not listed after all goes at the next start.
            if matches!(error, StoreError::Full(_)) {
                add.iter().for_each(|sealed| sealed.file.drop_later());
            }
            return Err(error);
        }
        let catalog = self.shared.catalog();
        self.shared.change(|catalog| {
            let add = add.into_iter().map(Arc::new).collect();
            let mut next = catalog.replacing(remove, add);
            if let Some((hot, _)) = sealed {
                next.hot.retain(|other| other.number != hot.number);
            }
            next
        });
        if !remove.is_empty() {
            self.shared.recent.clear();
        }
        for old in catalog.sealed.iter().filter(|old| remove.contains(&old.listed.id)) {
            old.file.drop_later();
        }
        if let Some((hot, _)) = sealed {
            hot.file.drop_later();
        }
        Ok(())
    }
}

/// The store's own clock, in milliseconds since 1970.
pub(crate) fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
