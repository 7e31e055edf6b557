//! Sends events, and waits for the indexer where that is wanted.

use std::fmt;
use std::time::{Duration, Instant};

use linestamp_schema::LogRecord;

use super::config::Splunk;
use super::response::{Said, acknowledged, classify};
use super::{encode, request};
use crate::sinks::error::SinkError;
use crate::sinks::transport::{Body, Connection, Limits};
use crate::sinks::{Sending, Sink};
use crate::verdict::Verdict;

/// `max_content_length` as it is delivered.
const LIMITS: Limits = Limits { bytes: 800 << 20, ..Limits::NONE };

/// Between two questions, at first and at last.
const ASKING: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// Splunk's own advice: after so long without acknowledgement a batch is taken for lost.
const LOST: Duration = Duration::from_secs(300);

/// Sends events; made by [`Splunk::sink`].
pub struct SplunkSink {
    connection: Connection,
    splunk: Splunk,
    channel: String,
    pending: Option<Pending>,
}

/// A batch that was taken, and is not yet acknowledged.
struct Pending {
    ids: Vec<String>,
    ack: u64,
    since: Instant,
}

impl SplunkSink {
    pub(super) fn new(splunk: Splunk) -> Result<SplunkSink, SinkError> {
        let channel = guid(rand::random());
        let mut transport = splunk.transport.clone();
        if splunk.acknowledge {
            transport = transport.header("x-splunk-request-channel", &channel)?;
        }
        let connection = Connection::new(transport)?;
        Ok(SplunkSink { connection, splunk, channel, pending: None })
    }

    async fn events(&mut self, records: &[LogRecord]) -> Verdict {
        let ids = || records.iter().map(|record| record.id.as_str());
        let still = self
            .pending
            .take()
            .filter(|pending| pending.since.elapsed() < LOST && pending.ids.iter().eq(ids()));
        if let Some(pending) = still {
            return self.wait(pending).await;
        }
        match self.post(records).await {
            Said::Verdict(verdict) => verdict,
            Said::Ask(ack) => {
                let ids = ids().map(str::to_owned).collect();
                self.wait(Pending { ids, ack, since: Instant::now() }).await
            }
        }
    }

    async fn post(&self, records: &[LogRecord]) -> Said {
        let encoded = match encode::events(records, self.splunk.index.as_deref()) {
            Ok(encoded) => encoded,
            Err(error) => {
                let reason = format!("cannot be encoded: {error}");
                return Said::Verdict(Verdict::Refused { reason });
            }
        };
        if let Some(verdict) = LIMITS.check(records.len(), &encoded) {
            return Said::Verdict(verdict);
        }
        let call = request::events(&self.connection.transport, encoded.body);
        match self.connection.post(call, Body::Text).await {
            Ok(received) => classify(&received.answer(), self.splunk.acknowledge, records.len()),
            Err(verdict) => Said::Verdict(verdict),
        }
    }

    /// Asks until it is written. Where this is cancelled, the next attempt goes on.
    async fn wait(&mut self, pending: Pending) -> Verdict {
        let (ack, since) = (pending.ack, pending.since);
        self.pending = Some(pending);
        let mut pause = ASKING.0;
        while since.elapsed() < LOST {
            tokio::time::sleep(pause).await;
            pause = (pause * 2).min(ASKING.1);
            let transport = &self.connection.transport;
            let call = request::question(transport, &self.channel, encode::question(ack));
            let received = match self.connection.post(call, Body::Text).await {
                Ok(received) => received,
                Err(verdict) => return verdict,
            };
            match acknowledged(&received.answer(), ack) {
                Ok(true) => {
                    self.pending = None;
                    return Verdict::Confirmed;
                }
                Ok(false) => {}
                Err(verdict) => return verdict,
            }
        }
        self.pending = None;
        let reason = format!("batch {ack} was not acknowledged within {LOST:?}");
        Verdict::Retry { reason, after: None }
    }
}

/// Random bytes as a GUID.
fn guid(bytes: u128) -> String {
    let text = format!("{bytes:032x}");
    let (a, rest) = text.split_at(8);
    let parts = [&rest[..4], &rest[4..8], &rest[8..12], &rest[12..]];
    format!("{a}-{}", parts.join("-"))
}

impl Sink for SplunkSink {
    fn send<'a>(&'a mut self, records: &'a [LogRecord]) -> Sending<'a> {
        Box::pin(self.events(records))
    }

    fn beside(&self) -> Option<Box<dyn Sink>> {
        let (connection, splunk) = (self.connection.clone(), self.splunk.clone());
        let channel = self.channel.clone();
        Some(Box::new(SplunkSink { connection, splunk, channel, pending: None }))
    }
}

impl fmt::Debug for SplunkSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SplunkSink").field("splunk", &self.splunk).finish_non_exhaustive()
    }
}
