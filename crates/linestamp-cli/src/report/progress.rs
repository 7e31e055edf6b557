//! Progress, for work that takes longer than a second while a person watches: a spinner with a count
//! while the trees are still being listed, a bar as soon as it is known how many files there are.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
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
    counts: Arc<Counts>,
    done: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What the threads that work tell the one that shows.
struct Counts {
    /// How many files are done.
    done: AtomicU64,
    /// How many files there are, as far as is known.
    listed: AtomicU64,
    /// How many trees are not listed yet.
    unlisted: AtomicUsize,
}

impl Progress {
    /// Progress that nobody sees.
    pub(crate) fn hidden() -> Progress {
        Progress(None)
    }

    /// Progress over so many trees that shows itself after a second, if standard error is a
    /// terminal.
    pub(crate) fn start(trees: usize) -> Progress {
        if !screen::is_watched() {
            return Progress::hidden();
        }
        let counts = Arc::new(Counts {
            done: AtomicU64::new(0),
            listed: AtomicU64::new(0),
            unlisted: AtomicUsize::new(trees),
        });
        let (done, end) = mpsc::channel();
        let shared = Arc::clone(&counts);
        let thread = std::thread::spawn(move || {
            let goes_on = |time| end.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
            if goes_on(PATIENCE) {
                show(&shared, || goes_on(TICK));
            }
        });
        Progress(Some(Shown { counts, done: Some(done), thread: Some(thread) }))
    }

    /// One more file is done.
    pub(crate) fn step(&self) {
        if let Some(shown) = &self.0 {
            shown.counts.done.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// One more tree is listed, and so many files are in it.
    pub(crate) fn listed(&self, files: u64) {
        if let Some(shown) = &self.0 {
            shown.counts.listed.fetch_add(files, Ordering::Relaxed);
            // Whoever sees that no tree is left sees all their files.
            shown.counts.unlisted.fetch_sub(1, Ordering::Release);
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

/// Shows the counts as long as the work goes on.
fn show(counts: &Counts, goes_on: impl Fn() -> bool) {
    let bar = ProgressBar::new_spinner().with_style(spinner_style()).with_elapsed(PATIENCE);
    loop {
        if bar.length().is_none() && counts.unlisted.load(Ordering::Acquire) == 0 {
            bar.set_style(bar_style());
            bar.set_length(counts.listed.load(Ordering::Relaxed));
        }
        bar.set_position(counts.done.load(Ordering::Relaxed));
        bar.tick();
        if !goes_on() {
            break;
        }
    }
    bar.finish_and_clear();
}

fn spinner_style() -> ProgressStyle {
    ProgressStyle::with_template("{spinner} {human_pos} files, {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner())
}

/// In characters that every terminal has.
fn bar_style() -> ProgressStyle {
    ProgressStyle::with_template("[{bar:32}] {human_pos} of {human_len} files, {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("=> ")
}
