//! Postgres, by its own protocol.
//!
//! Request: one statement for each batch, `INSERT INTO logs … SELECT … FROM
//! jsonb_to_recordset($1) … ON CONFLICT (id) DO NOTHING`: one round trip, prepared once for each
//! connection. The table is the one of `linestamp schema postgres`. TLS by `sslmode` of the address
//! (`prefer` unless given), always with the certificate checked; by the system's roots.
//!
//! Limits: 200 MB a batch; Postgres takes no JSON above 256 MB.
//!
//! Answer: the SQLSTATE; [`classify`] has the table.
//!
//! Guarantee: exactly once, for as long as the row is there: of two records with one id the first
//! wins. A batch is whole or not there, and on disk once confirmed, unless the server says otherwise
//! (`synchronous_commit`). Order is kept. Postgres has no NUL character in text: a record with one
//! is refused.

mod config;
mod encode;
mod request;
mod response;
mod sink;
mod tls;

pub use config::Postgres;
pub use response::classify;
pub use sink::PostgresSink;
