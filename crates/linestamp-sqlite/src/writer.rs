//! The thread that appends: whatever waits is written with one commit, so one sync.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use linestamp_schema::LogRecord;
use linestamp_store::{Appended, Outcome, Seq, StoreError, Stored};
use tokio::sync::oneshot;

use crate::catalog::{Held, Hot};
use crate::elsewhere::{Elsewhere, Sought, SoughtKey};
use crate::error::again;
use crate::hot::HotFile;
use crate::keeper::Task;
use crate::shared::Shared;

/// How many bytes of records one commit takes at most, unless a single batch has more.
const COMMIT_BYTES: u64 = 4 << 20;

/// What the writer is asked for.
#[derive(Debug)]
pub(crate) enum Request {
    /// To append a batch.
    Append(Append),
    /// To go on with a new file, if the present one has records.
    Rotate(oneshot::Sender<Result<(), StoreError>>),
    /// To end, once everything before is done.
    Stop,
}

/// A batch, and who waits for it.
#[derive(Debug)]
pub(crate) struct Append {
    /// The records; their places are given by the writer, those of duplicates stay 0.
    pub(crate) records: Vec<Stored>,
    pub(crate) weight: u64,
    pub(crate) reply: oneshot::Sender<Result<Appended, StoreError>>,
}

/// The writer.
pub(crate) struct Writer {
    shared: Arc<Shared>,
    requests: Receiver<Request>,
    keeper: Sender<Task>,
    file: HotFile,
    hot: Arc<Hot>,
    /// The last place in the order of arrival that was given away.
    last: Seq,
    /// Bytes of records in the file.
    bytes: u64,
    /// What the commit that is being made has put among the keys.
    fresh: Vec<(u64, Seq)>,
    elsewhere: Elsewhere,
}

impl Writer {
    pub(crate) fn new(
        shared: Arc<Shared>,
        requests: Receiver<Request>,
        keeper: Sender<Task>,
        (file, hot): (HotFile, Arc<Hot>),
        last: Seq,
    ) -> Writer {
        let (fresh, elsewhere) = (Vec::new(), Elsewhere::default());
        Writer { shared, requests, keeper, file, hot, last, bytes: 0, fresh, elsewhere }
    }

    /// Works until it is stopped, or nobody is left to ask.
    pub(crate) fn run(mut self) {
        let mut next = None;
        while let Some(request) = next.take().or_else(|| self.requests.recv().ok()) {
            match request {
                Request::Append(first) => {
                    let (group, behind) = self.gather(first);
                    next = behind;
                    self.append(group);
                }
                Request::Rotate(reply) => {
                    let _ = reply.send(self.rotate());
                }
                Request::Stop => return,
            }
        }
    }

    /// Adds what waits already; the second is what came behind and is no append.
    fn gather(&self, first: Append) -> (Vec<Append>, Option<Request>) {
        let mut weight = first.weight;
        let mut group = vec![first];
        while weight < COMMIT_BYTES {
            match self.requests.try_recv() {
                Ok(Request::Append(append)) => {
                    weight += append.weight;
                    group.push(append);
                }
                Ok(other) => return (group, Some(other)),
                Err(_) => break,
            }
        }
        (group, None)
    }

    fn append(&mut self, mut group: Vec<Append>) {
        match self.commit(&mut group) {
            // One of them may be to blame: each by itself.
            Err(StoreError::Failed(_)) if group.len() > 1 => {
                for append in group {
                    self.append(vec![append]);
                }
            }
            Err(error) => {
                if matches!(error, StoreError::Full(_)) {
                    // A dropped file takes its room for as long as it is open.
                    self.elsewhere.let_go();
                    let _ = self.keeper.send(Task::Wake);
                }
                for append in group {
                    self.shared.queued.release(append.weight);
                    let _ = append.reply.send(Err(again(&error)));
                }
            }
            Ok(all) => {
                for (append, appended) in group.into_iter().zip(all) {
                    self.bytes += append.weight;
                    self.shared.queued.release(append.weight);
                    let _ = append.reply.send(Ok(appended));
                }
                self.rotate_if_full();
            }
        }
    }

    /// Appends the batches with one commit: all of them or none.
    fn commit(&mut self, group: &mut [Append]) -> Result<Vec<Appended>, StoreError> {
        let shared = Arc::clone(&self.shared);
        let _gate = shared.gate();
        let before = self.last;
        let written = self.write(group);
        match &written {
            Ok(_) => {
                self.fresh.clear();
                // Before others hear of them: who asks then finds them.
                for append in group {
                    let records = append.records.drain(..).filter(|stored| stored.seq > 0);
                    self.shared.recent.add(records);
                }
                self.shared.newest.send_if_modified(|newest| {
                    let goes_on = *newest < self.last;
                    *newest = self.last;
                    goes_on
                });
            }
            Err(_) => {
                self.file.roll_back();
                let mut held = self.hot.held();
                for (fingerprint, seq) in self.fresh.drain(..).rev() {
                    held.keys.remove(fingerprint, seq);
                }
                self.last = before;
            }
        }
        written
    }

    fn write(&mut self, group: &mut [Append]) -> Result<Vec<Appended>, StoreError> {
        let catalog = self.shared.catalog();
        let sought = Sought::of(&catalog, self.hot.number, self.fingerprints_of(group));
        let mut keys = sought.keys();
        let mut stretches = self.hot.held().stretches.clone();
        let mut all = Vec::with_capacity(group.len());
        self.file.begin()?;
        for append in group {
            let mut outcomes = Vec::with_capacity(append.records.len());
            for (stored, key) in append.records.iter_mut().zip(&mut keys) {
                if self.is_there(&key, &stored.record)? {
                    stored.seq = 0;
                    outcomes.push(Outcome::Duplicate);
                    continue;
                }
                let seq = self.last + 1;
                stored.seq = seq;
                self.file.insert(stored)?;
                self.last = seq;
                self.fresh.push((key.fingerprint, seq));
                self.hot.held().keys.insert(key.fingerprint, seq);
                let (time, received) = (stored.record.timestamp, stored.received_at);
                stretches.add(seq, time.millis(), received.millis());
                outcomes.push(Outcome::Stored(seq));
            }
            all.push(Appended { outcomes });
        }
        self.file.commit()?;
        self.hot.held().stretches = stretches;
        Ok(all)
    }

    fn fingerprints_of(&self, group: &[Append]) -> Vec<u64> {
        let records = group.iter().flat_map(|append| &append.records);
        records.map(|stored| self.shared.fingerprints.of_record(&stored.record)).collect()
    }

    /// Whether a record with that key is there, in whatever file.
    fn is_there(&mut self, key: &SoughtKey<'_>, record: &LogRecord) -> Result<bool, StoreError> {
        let candidates: Vec<Seq> = self.hot.held().keys.candidates(key.fingerprint).collect();
        for seq in candidates {
            if self.file.is_key_of(seq, record.workspace_id.as_deref(), &record.id)? {
                return Ok(true);
            }
        }
        self.elsewhere.has(key, record)
    }

    fn rotate_if_full(&mut self) {
        let rows = self.hot.extent().rows;
        let options = &self.shared.options;
        if rows >= options.seal_rows || self.bytes >= options.seal_bytes {
            // Where no new file can be begun, the present one goes on.
            let _ = self.rotate();
        }
    }

    /// Goes on with a new file; the one before is sealed in the background.
    fn rotate(&mut self) -> Result<(), StoreError> {
        if self.hot.extent().rows == 0 {
            return Ok(());
        }
        let number = self.hot.number + 1;
        let path = self.shared.folder.hot(number);
        let shared = Arc::clone(&self.shared);
        let gate = shared.gate();
        let file = HotFile::open(&path)?;
        crate::folder::sync(self.shared.folder.root())?;
        drop(gate);
        let hot = Arc::new(Hot::new(number, path, Held::default()));
        self.shared.change(|catalog| {
            let mut next = catalog.clone();
            next.hot.push(Arc::clone(&hot));
            next
        });
        (self.file, self.hot, self.bytes) = (file, hot, 0);
        // Files that were sealed or dropped since are let go.
        self.elsewhere.let_go();
        let _ = self.keeper.send(Task::Wake);
        Ok(())
    }
}
