//! A progress line, for work that takes longer than a second while a person watches.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::screen;

const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(100);

/// Counts files; shows the count if it takes long.
pub(crate) struct Progress(Option<Shown>);

struct Shown {
    files: Arc<AtomicU64>,
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Progress that nobody sees.
    pub(crate) fn hidden() -> Progress {
        Progress(None)
    }

    /// Progress that shows itself after a second, if standard error is a terminal.
    pub(crate) fn start() -> Progress {
        if !screen::is_watched() {
            return Progress::hidden();
        }
        let files = Arc::new(AtomicU64::new(0));
        let (done, end) = mpsc::channel();
        let count = Arc::clone(&files);
        let thread = std::thread::spawn(move || {
            if end.recv_timeout(PATIENCE) != Err(RecvTimeoutError::Timeout) {
                return;
            }
            let bar = ProgressBar::new_spinner().with_style(style());
            while end.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(count.load(Ordering::Relaxed));
                bar.tick();
            }
            bar.finish_and_clear();
        });
        Progress(Some(Shown { files, done: Some(done), thread: Some(thread) }))
    }

    /// One more file is done.
    pub(crate) fn step(&self) {
        if let Some(shown) = &self.0 {
            shown.files.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Shown {
    /// Takes the line away again, before anything else is written.
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {human_pos} files, {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}
