//! The same records in the store, by several senders at once, each waiting for its answer.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::Result;
use linestamp_schema::Timestamp;
use linestamp_sqlite::{Options, SqliteStore};
use linestamp_store::{Batch, Store as _, StoreError};

use super::questions::{self, Asked};
use super::{BATCH, records, size};

/// How many batches are under way at once.
pub(crate) const LANES: u64 = 4;

/// What it came to.
pub(crate) struct Run {
    /// Until the last batch was acknowledged.
    pub(crate) acknowledged: Duration,
    /// Until all was sealed.
    pub(crate) sealed: Duration,
    pub(crate) records: u64,
    pub(crate) bytes: u64,
    /// How long a new start took.
    pub(crate) opened: Duration,
    pub(crate) asked: Vec<Asked>,
    /// How long each batch waited, sorted.
    waits: Vec<Duration>,
}

impl Run {
    /// How long batches waited, at a part of all from 0 to 1.
    pub(crate) fn wait(&self, part: f64) -> Duration {
        let last = self.waits.len().saturating_sub(1);
        self.waits.get((last as f64 * part) as usize).copied().unwrap_or_default()
    }
}

pub(crate) fn run(folder: &Path, rows: u64) -> Result<Run> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let begin = Instant::now();
        let store = Arc::new(SqliteStore::open(folder, Options::default())?);
        let next = Arc::new(AtomicU64::new(0));
        let lanes: Vec<_> = (0..LANES)
            .map(|_| tokio::spawn(send(Arc::clone(&store), Arc::clone(&next), rows)))
            .collect();
        let mut waits = Vec::new();
        for lane in lanes {
            waits.extend(lane.await??);
        }
        let acknowledged = begin.elapsed();
        store.seal().await?;
        let sealed = begin.elapsed();
        let records = store.status().await?.records;
        store.close().await?;
        drop(store);
        waits.sort_unstable();
        let bytes = size(folder)?;
        let begin = Instant::now();
        let store = SqliteStore::open(folder, Options::default())?;
        let opened = begin.elapsed();
        let asked = questions::ask(&store, rows).await?;
        anyhow::Ok(Run { acknowledged, sealed, records, bytes, opened, asked, waits })
    })
}

/// One sender: a batch, its answer, the next.
async fn send(
    store: Arc<SqliteStore>,
    next: Arc<AtomicU64>,
    rows: u64,
) -> Result<Vec<Duration>, StoreError> {
    let mut waits = Vec::new();
    loop {
        let first = next.fetch_add(BATCH, Ordering::Relaxed);
        if first >= rows {
            return Ok(waits);
        }
        let records = records::batch(first, BATCH.min(rows - first));
        let received_at = Timestamp::from_millis(1_763_000_000_000).unwrap_or(Timestamp::MAX);
        let begin = Instant::now();
        store.append(Batch { records, received_at }).await?;
        waits.push(begin.elapsed());
    }
}
