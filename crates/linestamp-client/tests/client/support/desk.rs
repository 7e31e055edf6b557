//! A sink that lets a test decide on each batch by itself.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{LogRecord, Verdict};
use tokio::sync::oneshot;

/// Batches wait on it until they are decided on. A clone is the same desk.
#[derive(Clone, Default)]
pub(crate) struct Desk(Arc<Mutex<Lying>>);

#[derive(Default)]
struct Lying {
    count: usize,
    batches: BTreeMap<usize, (Vec<String>, oneshot::Sender<Verdict>)>,
}

impl Desk {
    /// The messages of the batches that lie there, in the order in which they came.
    pub(crate) fn lying(&self) -> Vec<Vec<String>> {
        let lying = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        lying.batches.values().map(|(messages, _)| messages.clone()).collect()
    }

    /// Decides on the batch that has that message.
    pub(crate) fn decide(&self, message: &str, verdict: Verdict) {
        let mut lying = self.0.lock().unwrap();
        let found = lying.batches.iter().find(|(_, (all, _))| all.iter().any(|one| one == message));
        let number = *found.expect("a batch has that message").0;
        let (_, answer) = lying.batches.remove(&number).unwrap();
        answer.send(verdict).expect("somebody waits for it");
    }
}

impl Sink for Desk {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        let messages = records.iter().map(|record| record.message.clone()).collect();
        let (answer, answered) = oneshot::channel();
        let mut lying = self.0.lock().unwrap();
        let number = lying.count;
        lying.count += 1;
        lying.batches.insert(number, (messages, answer));
        Box::pin(async move { answered.await.unwrap() })
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        Some(Box::new(self.clone()))
    }
}
