//! A sink that confirms only what it is let to.

use std::sync::{Arc, Mutex};

use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{LogRecord, Verdict};
use tokio::sync::Semaphore;

/// Closed at first. A clone is the same gate.
#[derive(Clone)]
pub(crate) struct Gate {
    permits: Arc<Semaphore>,
    passed: Arc<Mutex<Vec<String>>>,
}

impl Gate {
    pub(crate) fn new() -> Gate {
        Gate { permits: Arc::new(Semaphore::new(0)), passed: Arc::default() }
    }

    /// Lets everything through from now on.
    pub(crate) fn open(&self) {
        self.permits.add_permits(Semaphore::MAX_PERMITS / 2);
    }

    /// The messages that passed.
    pub(crate) fn passed(&self) -> Vec<String> {
        self.passed.lock().unwrap().clone()
    }
}

impl Sink for Gate {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async move {
            let _permit = self.permits.acquire().await.unwrap();
            let messages = records.iter().map(|record| record.message.clone());
            self.passed.lock().unwrap().extend(messages);
            Verdict::Confirmed
        })
    }
}
