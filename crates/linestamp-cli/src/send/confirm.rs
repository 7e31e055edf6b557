//! Writes down how far files are confirmed, while the run goes on.

use std::collections::BTreeMap;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use linestamp_client::Logger;

use super::spool::{Mark, Spool};
use super::{DeadLetters, Voice};
use crate::failure::plain;

/// How much of the work a crash repeats, at most.
const PERIOD: Duration = Duration::from_millis(500);

/// Longer than any run waits.
const LONG: Duration = Duration::from_secs(24 * 3600);

/// How far each file has been handed over to the client.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks(Arc<Mutex<BTreeMap<u64, Mark>>>);

impl Marks {
    pub(crate) fn set(&self, mark: Mark) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(mark.file, mark);
    }

    fn all(&self) -> Vec<Mark> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    /// Writes down a file that is new, before anything of it is sent. What is remembered of the
    /// others stays: their places here are not confirmed yet.
    pub(crate) fn save_new(&self, spool: &Spool, file: u64) -> std::io::Result<()> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        spool.save(&all.get(&file).cloned().into_iter().collect::<Vec<_>>())
    }

    /// Writes all of them down; all have to be confirmed.
    pub(crate) fn save(&self, spool: &Spool) -> std::io::Result<()> {
        spool.save(&self.all())
    }
}

/// The thread that writes them down once what lies before them has its fate.
pub(crate) struct Confirmer {
    end: Sender<()>,
    thread: JoinHandle<()>,
}

impl Confirmer {
    pub(crate) fn start(
        spool: Arc<Spool>,
        marks: Marks,
        logger: Logger,
        letters: DeadLetters,
        voice: Voice,
    ) -> Confirmer {
        let (end, ended) = mpsc::channel();
        let thread = thread::spawn(move || {
            let mut saved = Vec::new();
            while ended.recv_timeout(PERIOD) == Err(RecvTimeoutError::Timeout) {
                let now = marks.all();
                if now == saved || logger.flush(LONG).is_err() {
                    continue;
                }
                // What was given up at the end of the run is not done.
                if logger.health().dropped.total() > 0 || letters.failed() {
                    return;
                }
                match spool.save(&now) {
                    Ok(()) => saved = now,
                    Err(error) => {
                        voice.say(&format!("the spool cannot be written: {}", plain(&error)));
                        return;
                    }
                }
            }
        });
        Confirmer { end, thread }
    }

    /// Ends the thread; the client has to have ended, so that nothing is waited for.
    pub(crate) fn end(self) {
        drop(self.end);
        // A panic there is told already, and what it did not write down is sent again.
        let _ = self.thread.join();
    }
}
