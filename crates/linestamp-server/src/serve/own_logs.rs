//! The service's own log goes where all records go, past HTTP: no request of its own makes a record.

use std::sync::Arc;

use linestamp_client::sinks::{Sending, Sink};
use linestamp_client::{LogRecord, Verdict};
use linestamp_store::{Batch, Store, StoreError};

use crate::clock;

/// Stores records.
pub(super) struct StoreSink(pub(super) Arc<dyn Store>);

impl Sink for StoreSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(async move {
            let Some(received_at) = clock::now() else {
                let reason = "the clock is out of range".to_owned();
                return Verdict::Retry { reason, after: None };
            };
            let batch = Batch { records: records.to_vec(), received_at };
            match self.0.append(batch).await {
                Ok(_) => Verdict::Confirmed,
                Err(StoreError::Closed) => Verdict::Refused { reason: "closed".to_owned() },
                Err(error) => Verdict::Retry { reason: error.to_string(), after: None },
            }
        })
    }
}
