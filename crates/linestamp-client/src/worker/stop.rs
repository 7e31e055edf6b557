//! The word to stop, for all of the worker's tasks.

use tokio::sync::watch;

#[derive(Clone)]
pub(crate) struct Stop(watch::Receiver<bool>);

impl Stop {
    pub(crate) fn new() -> (watch::Sender<bool>, Stop) {
        let (stop, stopped) = watch::channel(false);
        (stop, Stop(stopped))
    }

    /// Whether it was said, or nobody is left to say it.
    pub(crate) fn is_set(&self) -> bool {
        *self.0.borrow() || self.0.has_changed().is_err()
    }

    /// Waits for something, or for the word.
    pub(crate) async fn or_wait(&self, something: impl Future<Output = ()>) {
        let mut stopped = self.0.clone();
        tokio::select! {
            () = something => {}
            _ = stopped.wait_for(|stop| *stop) => {}
        }
    }
}
