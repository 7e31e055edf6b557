//! What the sinks over HTTP share: address, headers, credentials, TLS, proxy, compression; one
//! exchange; what an answer's status means.
//!
//! ```
//! use linestamp_client::sinks::http::Http;
//! use linestamp_client::sinks::transport::Transport;
//!
//! let transport = Transport::to("https://logs.example/v1")?.bearer("token")?;
//! let sink = Http::over(transport).sink()?;
//! # Ok::<(), linestamp_client::sinks::SinkError>(())
//! ```
//!
//! Redirects are not followed, because that would turn a `POST` into a `GET` that succeeds and
//! delivers nothing.

mod answer;
mod compression;
mod config;
mod connection;
mod limits;
mod posting;
mod secret;

#[allow(unused_imports, reason = "each feature needs its part")]
pub(crate) use answer::short;
pub use answer::{Answer, by_status};
pub use compression::Compression;
pub use config::Transport;
pub(crate) use config::decoded;
pub use limits::Limits;
pub use posting::HttpSink;

#[allow(unused_imports, reason = "each feature needs its part")]
pub(crate) use connection::{Body, Call, Connection, Received};
pub(crate) use limits::Encoded;
pub(crate) use posting::Protocol;
