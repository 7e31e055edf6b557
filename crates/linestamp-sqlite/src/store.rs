//! The store as others see it.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use linestamp_filter::Filter;
use linestamp_store::{
    Appended, Batch, Facet, FacetQuery, Histogram, HistogramQuery, Page, Query, Seq, Snapshot,
    Status, Store, StoreError, Stored, Work,
};
use tokio::sync::{Semaphore, oneshot, watch};

use crate::arrivals;
use crate::catalog::Catalog;
use crate::error::system;
use crate::folder::Folder;
use crate::keeper::{Keeper, Task};
use crate::manifest::Manifest;
use crate::options::Options;
use crate::patience::Patience;
use crate::read;
use crate::recover::{Found, recover};
use crate::shared::{Shared, weight};
use crate::writer::{Append, Request, Writer};

/// How many questions are answered at once; others wait for their turn.
const QUESTIONS: usize = 8;

/// A folder of SQLite files with records; see the crate's documentation.
///
/// Asking needs a runtime of tokio, whose threads for blocking work answer. When it is dropped
/// without [`close`](Store::close), it waits for its threads as `close` does.
#[derive(Debug)]
pub struct SqliteStore {
    shared: Arc<Shared>,
    writer: Sender<Request>,
    keeper: Sender<Task>,
    questions: Semaphore,
    threads: Arc<Mutex<Threads>>,
    damage: Vec<String>,
}

/// What runs in the background, until it is ended.
#[derive(Debug, Default)]
struct Threads {
    running: Option<(JoinHandle<()>, JoinHandle<()>)>,
}

impl SqliteStore {
    /// Opens the store in a folder, or begins one there; brings in order what an abrupt end left.
    ///
    /// # Errors
    /// Where another process has it open, its format is newer, or its files cannot be used.
    pub fn open(folder: impl AsRef<Path>, options: Options) -> Result<SqliteStore, StoreError> {
        let root = folder.as_ref();
        let folder = Folder::open(root)?;
        let manifest = Manifest::open(&folder.manifest())?;
        let state = manifest.state()?;
        let Found { catalog, file, last, next, damage } = recover(&folder, &manifest, state)?;
        let hot = catalog.hot.last().cloned().ok_or(StoreError::Closed)?;
        let shared = Shared::new(folder, options, state.fingerprints, catalog, last);
        let shared = Arc::new(shared);
        let (writer, requests) = channel();
        let (keeper, tasks) = channel();
        // What waited to be sealed does so no longer than it must.
        let _ = keeper.send(Task::Wake);
        let writing = Writer::new(Arc::clone(&shared), requests, keeper.clone(), (file, hot), last);
        let keeping =
            Keeper { shared: Arc::clone(&shared), manifest, tasks, writer: writer.clone(), next };
        let start = |name: &str, run: Box<dyn FnOnce() + Send>| {
            let started = thread::Builder::new().name(name.to_owned()).spawn(run);
            started.map_err(|error| system(root, &error))
        };
        let running = (
            start("linestamp-writer", Box::new(|| writing.run()))?,
            start("linestamp-keeper", Box::new(|| keeping.run()))?,
        );
        let threads = Arc::new(Mutex::new(Threads { running: Some(running) }));
        let questions = Semaphore::new(QUESTIONS);
        Ok(SqliteStore { shared, writer, keeper, questions, threads, damage })
    }

    /// What was found damaged when it was opened, and what became of it; mostly nothing.
    #[must_use]
    pub fn damage(&self) -> &[String] {
        &self.damage
    }

    /// What fails at present of the work that nobody waits for, such as sealing, and is tried again.
    #[must_use]
    pub fn troubles(&self) -> Vec<String> {
        self.shared.troubles()
    }

    /// Seals everything that was acknowledged before; done when it is.
    ///
    /// It happens by itself: this is for those who cannot wait, such as a benchmark.
    pub fn seal(&self) -> Work<'_, ()> {
        self.have(Task::Seal)
    }

    /// Drops what has expired, now instead of within seconds.
    pub fn expire(&self) -> Work<'_, ()> {
        self.have(Task::Expire)
    }

    /// Merges small files, now instead of within seconds.
    pub fn tidy(&self) -> Work<'_, ()> {
        self.have(Task::Tidy)
    }

    /// Copies everything that was acknowledged before to a folder that is empty or not there; a
    /// store that is opened on it has the same records.
    pub fn backup(&self, to: impl Into<PathBuf>) -> Work<'_, ()> {
        let to = to.into();
        self.have(|reply| Task::Backup(to, reply))
    }

    /// Has the keeper do something.
    fn have<T: Send + 'static>(
        &self,
        task: impl FnOnce(oneshot::Sender<Result<T, StoreError>>) -> Task,
    ) -> Work<'_, T> {
        let (reply, done) = oneshot::channel();
        let sent = self.keeper.send(task(reply));
        Box::pin(async move {
            sent.map_err(|_| StoreError::Closed)?;
            done.await.map_err(|_| StoreError::Closed)?
        })
    }

    /// Answers a question out of the files of this moment.
    fn ask<T: Send + 'static>(
        &self,
        answer: impl FnOnce(&Catalog, &Patience) -> Result<T, StoreError> + Send + 'static,
    ) -> Work<'_, T> {
        Box::pin(async move {
            let _turn = self.questions.acquire().await.map_err(|_| StoreError::Closed)?;
            let catalog = self.shared.catalog();
            let patience = Patience::new(self.shared.options.question_time);
            let _waiting = patience.guard();
            let answered = tokio::task::spawn_blocking(move || answer(&catalog, &patience));
            answered.await.map_err(|error| StoreError::Failed(error.to_string()))?
        })
    }
}

impl Store for SqliteStore {
    fn append(&self, batch: Batch) -> Work<'_, Appended> {
        let weight = batch.records.iter().map(weight).sum();
        let (reply, done) = oneshot::channel();
        let received_at = batch.received_at;
        let stored = |record| Stored { seq: 0, received_at, record };
        let sent = self.shared.take_room(weight).and_then(|()| {
            let records = batch.records.into_iter().map(stored).collect();
            let request = Request::Append(Append { records, weight, reply });
            self.writer.send(request).map_err(|_| StoreError::Closed)
        });
        Box::pin(async move {
            sent?;
            done.await.map_err(|_| StoreError::Closed)?
        })
    }

    fn records(&self, query: Query) -> Work<'_, Page> {
        self.ask(move |catalog, patience| read::records(catalog, patience, &query))
    }

    fn get(&self, seq: Seq) -> Work<'_, Option<Stored>> {
        self.ask(move |catalog, _| arrivals::get(catalog, seq))
    }

    fn arrived(&self, after: Seq, limit: usize) -> Work<'_, Vec<Stored>> {
        match self.shared.recent.behind(after, limit) {
            Some(records) => Box::pin(std::future::ready(Ok(records))),
            None => self.ask(move |catalog, _| arrivals::arrived(catalog, after, limit)),
        }
    }

    fn watch(&self) -> watch::Receiver<Seq> {
        self.shared.newest.subscribe()
    }

    fn histogram(&self, query: HistogramQuery) -> Work<'_, Histogram> {
        self.ask(move |catalog, patience| read::histogram(catalog, patience, &query))
    }

    fn facets(&self, query: FacetQuery) -> Work<'_, Vec<Facet>> {
        self.ask(move |catalog, patience| read::facets(catalog, patience, &query))
    }

    fn delete(&self, filter: Filter) -> Work<'_, u64> {
        self.have(|reply| Task::Delete(filter, reply))
    }

    fn snapshot(&self) -> Work<'_, Snapshot> {
        self.have(Task::Snapshot)
    }

    fn status(&self) -> Work<'_, Status> {
        self.ask(|catalog, _| Ok(measure(catalog)))
    }

    fn close(&self) -> Work<'_, ()> {
        self.stop();
        let threads = Arc::clone(&self.threads);
        Box::pin(async move {
            let joined = tokio::task::spawn_blocking(move || join(&threads));
            joined.await.map_err(|error| StoreError::Failed(error.to_string()))?
        })
    }
}

impl SqliteStore {
    /// Has the threads end: the writer behind what it was given, the keeper as soon as it can.
    fn stop(&self) {
        let _ = self.writer.send(Request::Stop);
        self.shared.close();
        let _ = self.keeper.send(Task::Stop);
    }
}

impl Drop for SqliteStore {
    fn drop(&mut self) {
        self.stop();
        let _ = join(&self.threads);
    }
}

fn join(threads: &Mutex<Threads>) -> Result<(), StoreError> {
    let running = threads.lock().unwrap_or_else(PoisonError::into_inner).running.take();
    let Some((writer, keeper)) = running else { return Ok(()) };
    let ended = (writer.join(), keeper.join());
    match ended {
        (Ok(()), Ok(())) => Ok(()),
        _ => Err(StoreError::Failed("a thread of the store ended by a panic".to_owned())),
    }
}

/// How much there is.
fn measure(catalog: &Catalog) -> Status {
    let mut status = Status::default();
    for file in catalog.files() {
        let extent = file.extent();
        status.bytes += file.bytes();
        if extent.rows == 0 {
            continue;
        }
        status.segments += 1;
        status.records += extent.rows;
        let (oldest, newest) = extent.time;
        status.oldest = Some(status.oldest.map_or(oldest, |time| time.min(oldest)));
        status.newest = Some(status.newest.map_or(newest, |time| time.max(newest)));
    }
    status
}
