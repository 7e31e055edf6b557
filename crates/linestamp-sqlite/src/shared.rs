//! What the parts of an open store share.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use linestamp_schema::{COLUMNS, CellRef, LogRecord};
use linestamp_store::{Seq, StoreError};
use tokio::sync::watch;

use crate::catalog::Catalog;
use crate::folder::Folder;
use crate::keys::Fingerprints;
use crate::options::Options;
use crate::recent::Recent;

#[derive(Debug)]
pub(crate) struct Shared {
    pub(crate) folder: Folder,
    pub(crate) options: Options,
    pub(crate) fingerprints: Fingerprints,
    pub(crate) newest: watch::Sender<Seq>,
    pub(crate) queued: Queued,
    pub(crate) recent: Recent,
    catalog: Mutex<Arc<Catalog>>,
    gate: Mutex<()>,
    closing: AtomicBool,
    troubles: Mutex<BTreeMap<&'static str, String>>,
}

impl Shared {
    pub(crate) fn new(
        folder: Folder,
        options: Options,
        fingerprints: Fingerprints,
        catalog: Catalog,
        newest: Seq,
    ) -> Shared {
        Shared {
            queued: Queued { bytes: AtomicU64::new(0), limit: options.queue_bytes },
            folder,
            options,
            fingerprints,
            newest: watch::Sender::new(newest),
            recent: Recent::default(),
            catalog: Mutex::new(Arc::new(catalog)),
            gate: Mutex::new(()),
            closing: AtomicBool::new(false),
            troubles: Mutex::default(),
        }
    }

    /// The files of this moment.
    pub(crate) fn catalog(&self) -> Arc<Catalog> {
        Arc::clone(&self.catalog.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Changes the files for whoever asks from now on.
    pub(crate) fn change(&self, change: impl FnOnce(&Catalog) -> Catalog) {
        let mut catalog = self.catalog.lock().unwrap_or_else(PoisonError::into_inner);
        *catalog = Arc::new(change(&catalog));
    }

    /// Takes room in the queue for a batch, or says what is in the way.
    pub(crate) fn take_room(&self, weight: u64) -> Result<(), StoreError> {
        let unsealed = self.catalog().hot.len() - 1;
        if unsealed > self.options.unsealed_files {
            return Err(StoreError::Busy(format!("{unsealed} files wait to be sealed")));
        }
        self.queued.take(weight)
    }

    /// Has the keeper leave off what it does.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Release);
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Remembers how work that nobody waits for has ended.
    pub(crate) fn note(&self, work: &'static str, ended: &Result<(), StoreError>) {
        let mut troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        match ended {
            Err(error) if !self.is_closing() => {
                troubles.insert(work, format!("{work} fails: {error}"));
            }
            _ => {
                troubles.remove(work);
            }
        }
    }

    pub(crate) fn troubles(&self) -> Vec<String> {
        let troubles = self.troubles.lock().unwrap_or_else(PoisonError::into_inner);
        troubles.values().cloned().collect()
    }

    /// Keeps the writer from writing for as long as it is held: on a full disk, whatever retention
    /// frees is for retention first.
    pub(crate) fn gate(&self) -> MutexGuard<'_, ()> {
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much waits for the writer.
#[derive(Debug)]
pub(crate) struct Queued {
    bytes: AtomicU64,
    limit: u64,
}

impl Queued {
    /// Takes room for a batch. One that is larger than all the room there is finds it when nothing
    /// else waits.
    pub(crate) fn take(&self, weight: u64) -> Result<(), StoreError> {
        let before = self.bytes.fetch_add(weight, Ordering::AcqRel);
        if before > 0 && before + weight > self.limit {
            self.release(weight);
            return Err(StoreError::Busy(format!(
                "{before} bytes of records wait to be written, of {} that may",
                self.limit
            )));
        }
        Ok(())
    }

    pub(crate) fn release(&self, weight: u64) {
        self.bytes.fetch_sub(weight, Ordering::AcqRel);
    }
}

/// About how many bytes a record takes in memory and on disk.
pub(crate) fn weight(record: &LogRecord) -> u64 {
    let cells = COLUMNS.iter().filter_map(|column| record.get(column));
    let bytes = cells.map(|cell| match cell {
        CellRef::Text(text) => text.len(),
        CellRef::Timestamp(_) => 8,
        CellRef::Json(map) => map.iter().map(|(key, value)| key.len() + 4 + json(value)).sum(),
    });
    64 + bytes.sum::<usize>() as u64
}

fn json(value: &serde_json::Value) -> usize {
    use serde_json::Value;
    match value {
        Value::Null | Value::Bool(_) => 4,
        Value::Number(_) => 8,
        Value::String(text) => text.len() + 2,
        Value::Array(values) => values.iter().map(|value| json(value) + 1).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + 4 + json(value)).sum(),
    }
}
