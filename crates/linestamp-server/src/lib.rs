//! The logs service: an axum application over a store of records.

mod app;
mod asked;
mod backup;
mod clock;
mod config;
mod ingest;
mod metrics;
mod openapi;
mod page;
mod peer;
mod problem;
mod rate;
mod read;
mod reader;
mod routes;
mod serve;
mod settings;
mod status;
mod table;
mod tail;
mod trust;

pub use app::{app, openapi};
pub use config::{Config, Limits, Retention, Rule, Tls};
pub use rate::{Rate, Rates};
pub use serve::{ServeError, Service};
pub use settings::Settings;
pub use table::write as write_table;
pub use trust::{Role, Token, TokenError, Tokens};
