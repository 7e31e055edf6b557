//! Writes to the spool what the queue has for it, as one of the worker's tasks. The writing itself
//! blocks, and so it is done on another thread.

use std::sync::Arc;
use std::time::Duration;

use crate::notice::Notice;
use crate::queue::{Queue, Spill, ToSpool};
use crate::spool::{Store, WriteError};

use super::stop::Stop;
use super::tell::Voice;

/// How often a spool that is full, or cannot be written, is tried again.
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) struct Writer {
    pub(crate) queue: Arc<Queue>,
    pub(crate) store: Arc<Store>,
    pub(crate) voice: Arc<Voice>,
    pub(crate) linger: Duration,
    /// About how many bytes are written at once.
    pub(crate) bytes: usize,
}

impl Writer {
    /// Writes until the queue is closed and empty, or until it is stopped; never stops between taking
    /// records and knowing what became of them.
    pub(crate) async fn run(self, stop: Stop) {
        let (mut lingered, mut most) = (false, usize::MAX);
        while !stop.is_set() {
            match self.queue.to_spool(lingered, most, self.bytes) {
                ToSpool::Take(spill) => {
                    lingered = false;
                    let alone = spill.records.len() == 1;
                    most = match self.write(spill, alone).await {
                        // The one that does not fit is found by itself.
                        Err(WriteError::Unfit) if !alone => 1,
                        Ok(()) | Err(WriteError::Unfit) => usize::MAX,
                        Err(_) => {
                            stop.or_wait(self.pause()).await;
                            most
                        }
                    };
                }
                ToSpool::Wait => {
                    lingered = false;
                    stop.or_wait(self.queue.spill_work()).await;
                }
                ToSpool::Linger => {
                    let company = tokio::time::timeout(self.linger, self.queue.spill_work());
                    // Whichever comes first; both lead to the same question.
                    stop.or_wait(async { drop(company.await) }).await;
                    lingered = true;
                }
                ToSpool::End => return,
            }
        }
    }

    async fn pause(&self) {
        tokio::time::sleep(PAUSE).await;
    }

    async fn write(&self, spill: Spill, alone: bool) -> Result<(), WriteError> {
        let store = Arc::clone(&self.store);
        let written = tokio::task::spawn_blocking(move || {
            let result = store.append(&spill.records);
            (spill, result)
        });
        let (spill, result) = match written.await {
            Ok(written) => written,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        match &result {
            Ok(()) => self.queue.spooled(spill, self.store.end()),
            Err(WriteError::Unfit) if alone => self.queue.unfit(spill),
            Err(error) => {
                let unfit = matches!(error, WriteError::Unfit);
                if self.queue.not_spooled(spill) && !unfit {
                    self.voice.say(Notice::Spool { reason: error.to_string() });
                }
            }
        }
        result
    }
}
