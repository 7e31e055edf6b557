//! Elasticsearch and OpenSearch, by `_bulk`.
//!
//! Request: `POST /INDEX/_bulk` with two lines for each record: `{"create":{"_id":"…"}}` and the
//! record; gzip unless switched off. The index's mapping is the template of `linestamp schema
//! elasticsearch` or `opensearch`. Data streams make ids of their own backing indices; the guarantee
//! below is for one index.
//!
//! Limits: 100 MB a request, `http.max_content_length` as it is delivered; where a server takes
//! less, its 413 halves the batch.
//!
//! Answer: each item has a status of its own; [`classify`] has the table.
//!
//! Guarantee: exactly once within one index: the document's id is the record's, and one that is
//! there already (409) is a success. Order is kept, but for items that the server wants again.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::Elasticsearch;
pub use response::classify;
