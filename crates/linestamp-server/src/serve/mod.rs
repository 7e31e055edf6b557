//! Serving until it is told to end, and ending so that nothing is lost.

mod own_logs;
mod service;
mod tls;

pub use service::{ServeError, Service};
