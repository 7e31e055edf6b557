//! Ctrl-C ends a run between two files, never within one.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::status::Status;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

type Waker = Box<dyn Fn() + Send>;
static WAKER: OnceLock<Mutex<Option<Waker>>> = OnceLock::new();

/// Catches ctrl-C and a polite kill from here on. A second one ends the process at once.
pub(crate) fn catch() {
    // A handler that cannot be set leaves the system's own, which ends the process at once.
    let _ = ctrlc::set_handler(|| {
        if INTERRUPTED.swap(true, Ordering::SeqCst) {
            std::process::exit(Status::Interrupted.code().into());
        }
        let waker = WAKER.get_or_init(Mutex::default);
        if let Some(wake) = &*waker.lock().unwrap_or_else(PoisonError::into_inner) {
            wake();
        }
    });
}

/// Calls `wake` when the user ends the run.
pub(crate) fn on_interrupt(wake: impl Fn() + Send + 'static) {
    let waker = WAKER.get_or_init(Mutex::default);
    *waker.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(wake));
}

/// Whether the user has ended the run.
pub(crate) fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::Relaxed)
}
