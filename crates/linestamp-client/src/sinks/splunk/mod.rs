//! Splunk, by its HTTP event collector.
//!
//! Request: `POST /services/collector/event` (where the address has no path of its own) with
//! `Authorization: Splunk TOKEN`, an event for each record one after another, gzip unless switched
//! off: `time` in seconds, `host` (the instance), `source` (the service), `sourcetype`
//! (`linestamp`), `index` where one is given, and the record as `event`.
//!
//! With [`Splunk::acknowledge`] a batch is confirmed only when its indexer has written it: the
//! answer's `ackId` is asked about at `/services/collector/ack`, in this client's own channel. An
//! attempt that ends while it waits goes on asking at the next one, and sends the batch again only
//! after five minutes.
//!
//! Limits: 800 MiB a request before compression, `max_content_length` as it is delivered.
//!
//! Answer: by the `code` in its body; [`classify`] has the table.
//!
//! Guarantee: at least once, on the indexer's disk with acknowledgement; `id` is in each event, and
//! Splunk does not look for doubles. Order is that of the timestamps.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Splunk;
pub use response::{Said, acknowledged, classify};
pub use sink::SplunkSink;
