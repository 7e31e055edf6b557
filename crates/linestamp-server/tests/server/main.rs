//! The application over real connections.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod backup;
mod clients;
mod openapi;
mod otlp;
mod rates;
mod read;
mod records;
mod serving;
mod support;
mod tail;
mod tenants;
mod trust;
