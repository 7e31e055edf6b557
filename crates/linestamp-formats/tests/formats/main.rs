//! Each format by examples, and all of them by what has to hold for any input.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test says what it does, and may fail")]

mod frames;
mod json_lines;
mod kept;
mod logfmt;
mod mapping;
mod otlp;
mod support;
mod wrangler;
