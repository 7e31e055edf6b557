//! ClickHouse over HTTP.
//!
//! Request: `POST /?query=INSERT INTO `database`.`table` FORMAT JSONEachRow`, a line of JSON for
//! each record, gzip unless switched off, with `wait_end_of_query=1` so that an error is in the
//! status, and, unless [`ClickHouse::deduplicate`] is off, `async_insert=0` and an
//! `insert_deduplication_token` that is computed from the ids of the batch. The table is the one of
//! `linestamp schema clickhouse`; `metadata` is sent as text.
//!
//! Limits: none of its own.
//!
//! Answer: by the exception's code before the status; [`classify`] has the table.
//!
//! Guarantee: at least once; exactly once for a batch that is sent again unchanged while the
//! table's deduplication window remembers its token. A batch that was halved in between, or one
//! that crosses a partition (a month) and failed halfway, may double its rows: count distinct ids.
//! Order is the table's own sort key.

mod config;
mod encode;
mod request;
mod response;
mod sink;

pub use config::ClickHouse;
pub use response::classify;
